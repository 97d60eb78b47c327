"""Writes the tables of this directory: what Django and Django REST Framework make of many texts.

    python -m venv venv && venv/bin/pip install 'django~=5.2.0' 'djangorestframework~=3.16' && venv/bin/python generate.py

The tables here were made by CPython 3.13. 3.14 also reads the time 24:00, as midnight of the next day.
"""

import _pydatetime
import datetime
import itertools
import json
import pathlib
import random

import django
from django.conf import settings

settings.configure(USE_TZ=True, TIME_ZONE="UTC", USE_I18N=False)
django.setup()

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.core.validators import validate_email, validate_slug
from django.http import HttpResponse, QueryDict
from django.http.response import BadHeaderError
from django.utils.dateparse import datetime_re
from django.utils.text import slugify
from rest_framework.exceptions import ValidationError as RestError
from rest_framework.fields import DateTimeField
from rest_framework.filters import search_smart_split

SPACES = [chr(c) for c in range(0x110000) if chr(c).isspace()]


def write(name, cases):
    """Writes cases as JSON, one a line."""
    path = pathlib.Path(__file__).with_name(name)
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))


def accepts(validate, text):
    try:
        validate(text)
    except ValidationError:
        return False
    return True


def query_cases():
    # The bytes at which the ranges of well-formed UTF-8 begin and end.
    edges = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF]
    edges += [0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF]
    leads = [0xC2, 0xE0, 0xE1, 0xED, 0xF0, 0xF1, 0xF4]
    nexts = [0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2]
    sequences = [[a] for a in edges]
    sequences += [[a, b] for a in edges for b in edges]
    sequences += [list(s) for s in itertools.product(leads, nexts, [0x41, 0x80, 0xBF, 0xF0])]
    sequences += [list(s) for s in itertools.product([0xF0, 0xF3, 0xF4], [0x8F, 0x90, 0xBF], [0x80, 0xC0], [0x80, 0xC0, 0x41])]
    texts = [
        "", "&", "&&", "=", "==", "=&=", "a", "a=", "=a", "a=1", "a=1&a=2", "a=1&b=2&a=3", "a=&a=1", "a=1&a=", "a&a=1",
        "a=b=c", "a==b", "a=1;b=2", "a;b=1", "?a=1", "a=1#b", "a%3Db=1", "a%26b=1%262", "%61=1&a=2", "a+b=c+d", "a=%2B+%20",
        "a=%", "a=%4", "a=%4g", "a=%g4", "a=%%41", "a=%2541", "a=%41%", "a=%4%41", "a=%u0041", "a=% 41", "a=%4a%4A%4f%4F",
        "%=1", "%4=1", "a[]=1&a[]=2", "A=1&a=2", " a = 1 ", "a=\t\n\r", "a=%00&%00=b", "a=%0A%0D", "a=%7F", "a=\x7f",
        "a=é", "é=1&%C3%A9=2", "a=é%A9", "a=%C3é", "a=%C3a%A9", "a=%C3+%A9", "a=%F0%9F%98%80", "a=😀%80", "a=%EF%BB%BFb",
        "a=%EF%BF%BE", "a=%ED%A0%80%ED%B0%80", "search=%22a+b%22,c&page=2", "ordering=-name&&page_size=20&", "__proto__=1",
        "attributes=%7B%22a%22%3A+1%7D", "a=" + "%E2%82" * 5, "a=" + "b" * 5000,
    ]
    texts += ["a=x" + "".join(f"%{byte:02X}" for byte in sequence) + "y" for sequence in sequences]
    texts += ["a=" + "".join(f"%{byte:02x}" for byte in sequence) for sequence in sequences[-60:]]
    for text in texts:
        query = QueryDict(text)
        yield {"text": text, "lists": dict(query.lists()), "last": query.dict()}


def count_cases():
    for unit, count in itertools.product(["a=1&", "&", "a;"], [0, 1, 998, 999, 1000, 1001]):
        try:
            QueryDict(unit * count)
        except TooManyFieldsSent:
            yield {"unit": unit, "count": count, "accepted": False}
        else:
            yield {"unit": unit, "count": count, "accepted": True}


def search_cases():
    texts = ["", " ", "one", "one two", "  one   two  ", "é É", "a,b", ",", ",,", ",a,", "a,,b", "a, b", "a ,b", "\"a b\" c"]
    texts += ["it's", "don't won't", "a\"b c\"d", "'a b' \"c d\"", "\"a", "a\"", "\"", "'", "\"\"", "''", "\",\"", "',", ",'a b',"]
    texts += ["\"a,b\"", "\"a\\\"b\" c", "\"a\\\\\" b\"", "'a\\'b c'", "\"a\\nb\"", "\\\"a b\\\"", "\"a\nb\"", "\"a\\\nb\" c", "a\0b"]
    texts += ["'a\"b' c", "\"a'b\" c", "\"a\"b\"", "\"a\"b'c'", "a'b\"c'd\"e", "\" a \"", "a\" ,\"b", "a\",  ,\"b", "\"a b\",\"c d\""]
    texts += ["a" + space + "b" for space in SPACES] + ["\u180ea\u200bb\u2060\ufeffc"] + ["a\" ,\u00a0\x1f,\"b"]
    texts += ["".join(t) for n in range(1, 6) for t in itertools.product("a\"', \\", repeat=n) if n < 4 or hash_of(t) % 23 == 0]
    for text in texts:
        yield {"text": text, "words": search_smart_split(text)}


def hash_of(letters):
    """A number that is the same in every run."""
    number = 7
    for letter in letters:
        number = number * 31 + ord(letter) & 0xFFFFFFFF
    return number >> 3


def slug_cases():
    texts = ["", "a", "A", "0", "-", "_", "a-b_C9", "a b", "a\n", "\na", "a\r\n", "a.b", "a/b", "é", "ſ", "İ", "K", "１", "a\0"]
    texts += [" a", "a ", "--", "a" * 100] + [chr(c) for c in range(128)]
    for text in texts:
        yield {"text": text, "accepted": accepts(validate_slug, text)}


def slugify_cases():
    texts = ["", "Hello, World!", "  a  b  ", "--a--b--", "_a_", "__", "Ünïcode Straße", "ﬁnal ①②", "ФЛаг", "a\x1cb\x1fc\x0bd", "a\u00a0b"]
    texts += ["a - b", "a_-_b", "A.B.C", "it's", "½ K", "日本 go", "-", "é", "e\u0301", "a\nb"] + ["x" + chr(c) + "y" for c in range(128)]
    for text in texts:
        yield {"text": text, "slug": slugify(text)}


def email_cases():
    users = [
        "", "a", "a.b", ".a", "a.", "a..b", "a b", "a+b", "A", "0", "é", "ſ", "K", "İ", "ı", "a@b", "\"a@b\"", "\"a b\"", "\"\"", "\"",
        "\"a\\\"b\"", "\"a\\\"", "\"a\\\\\"", "\"a\nb\"", "\"a\tb\"", "\"a\\\tb\"", "\"a\\\nb\"", "\"é\"", "\"ſ\"", "\"\\K\"", "\"a\".b",
        "a.\"b\"", "\"\x7f\"", "a\n", "a,b", "a;b", "<a>", "a(b)", "!#$%&'*+-/=?^_`{|}~", "a" * 64, "a" * 300,
    ]
    domains = [
        "", "b", "localhost", "LOCALHOST", "localhost.", "b.co", "B.CO", "b.c", "b.co.", ".b.co", "b..co", "b.-co", "b.co-", "-b.co",
        "b-.co", "b.c-o", "b.c--o", "b-c.co", "b--c.co", "b_c.co", "b.c_o", "b c.co", "b.co\n", "b.c1", "b.11", "1.co", "1.2.co", "b.xn--p1ai",
        "b.XN--P1AI", "b.xn--", "b.xn--é", "b.xn--a-b", "b.xn--1ı", "b.xn--1ſ", "b.xn--1K", "b.xn--1İ", "b.xn--1é", "xn--80ak6aa92e.com", "é.co", "b.éé", "b.рф", "пример.рф", "例え.テスト", "b.日本",
        "b。co", "ﬁ.co", "ß.de", "b.co\u00a0", "\u00a1.co", "\u00a0.co", "b.\u0660\u0660", "😀.co", "b.😀😀", "b.\ufffe\uffff", "İ.co", "ſ.co", "K.co",
        "b.ſſ", "x" * 63 + ".co", "x" * 64 + ".co", "a." + "x" * 63 + ".co", "a." + "x" * 64 + ".co", "b." + "x" * 63, "b." + "x" * 64,
        "b.xn--" + "x" * 59, "b.xn--" + "x" * 60, ".".join(["x" * 60] * 5), "[127.0.0.1]", "[127.0.0.1", "127.0.0.1]", "127.0.0.1", "[127.0.0.01]",
        "[127.0.0]", "[256.0.0.1]", "[1.2.3.4.5]", "[::1]", "[::]", "[1::2::3]", "[2001:db8::1]", "[2001:DB8::A]", "[::ffff:1.2.3.4]", "[::ffff:1.2.3.04]",
        "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7]", "[12345::]", "[::g]", "[IPv6:::1]", "[fe80::1%eth0]", "[]", "[:]",
        "[.]", "[::1]\n", "[1.2.3.4::]", "[::1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[:1]", "[1:]", "[:::]", "[::00001]", "[１.2.3.4]",
    ]
    texts = ["", "a", "@", "a@", "@b.co", "a@b@c.co", "@@b.co", "a.b.co", "a" * 315 + "@b.co", "a" * 316 + "@b.co"]
    texts += ["é" * 10 + "@b.co", "a@" + "é" * 63 + "." + "é" * 63, "a@" + ".".join(["é" * 63] * 4) + ".éé", "a@" + ".".join(["é" * 63] * 5) + ".éé"]
    texts += [user + "@b.co" for user in users] + [user + "@localhost" for user in users[:4]] + ["a@" + domain for domain in domains]
    for text in texts:
        yield {"text": text, "accepted": accepts(validate_email, text)}


def iso_time(implementation, text):
    try:
        return implementation.datetime.fromisoformat(text).isoformat()
    except (AssertionError, ValueError):  # the one in Python asserts the length of the date
        return None


def is_slip(text):
    """Whether only CPython's implementation in C takes a text, not the one in Python. Its releases differ on such."""
    refused = iso_time(_pydatetime, text) is None and not datetime_re.match(text)
    return refused and iso_time(datetime, text) is not None


def time_cases():
    dates = [
        "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-04-31", "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "0001-01-01",
        "0000-01-01", "9999-12-31", "10000-01-01", "999-01-01", "-001-01-01", "+2024-01-01", "2024-1-1", "2024-1-01", "2024-01-1", "24-01-01", "20240229",
        "20230229", "202402", "2024-02", "2024", "2024-0229", "202402-29", "2024/02/29", "2024-060", "2024060", "2024-W01", "2024W01", "2024-W01-1",
        "2024W011", "2024-W011", "2024W01-1", "2024-W52-7", "2024-W53-1", "2020-W53-7", "2015-W53-1", "2021-W53-1", "2024-W00-1", "2024-W54-1", "2024-W01-0",
        "2024-W01-8", "0001-W01-1", "0000-W01-1", "9999-W52-5", "9999-W52-6", "9999-W53-1", "2024-w01-1", "２０２４-01-01", "2024-０１-01", " 2024-01-01",
    ]
    clocks = [
        "10", "10:20", "10:20:30", "10:20:30.5", "10:20:30,5", "10:20:30.123456", "10:20:30.1234567", "10:20:30.123456789012", "10:20:30.1234567890123",
        "10:20:30.", "10:20:30.x", "10:20:30.12x", "1020", "102030", "102030.5", "10203", "10:2030", "1020:30", "1:20", "1:2", "1:2:3", "1:2:3.123456789012", "1:2:3.1234567890123", "10:2", "10:20:3",
        "10.5", "10:20.5", "1020.5", "24:00", "24:00:00", "23:59:59.999999", "23:60", "23:59:60", "25:00", "00:00", "-1:00", "10:20:30:40", "10:", "10:20:",
        "١٠:٢٠", "10:20:30.٥", "１０", "noon", "",
    ]
    zones = [
        "", "Z", "z", "UTC", " Z", "  +01:00", "+01", "+01:00", "+0100", "+01:30", "-01:30", "-00:00", "+1", "+1:00", "+01:0", "+010", "+01:00:00", "+01:00:30",
        "+010030", "+01:00:30.5", "+01:00:30.123456", "-01:00:30.123456", "+23:59", "-23:59", "+23:59:59.999999", "+24:00", "-24:00", "+23:60", "+12:99",
        "+12:59:99", "+99:99", "+", "-", "Z+01:00", "+01:00Z", "+01:00 ", "\n", "Z\n", " ", "\u00a0Z", "\u200bZ", "+٠١:00", "−01:00", "+01:00-01:00",
    ]
    separators = ["T", " ", "t", "_", "-", "1", "é", "€", "😀", "\n", "\0", "  ", "", "Z", "+"]
    texts = ["", "now", "None", "2024-01-01T", "2024-01-01 ", "20240101T", "2024-W01T", "2024-01-01\n", "2024-01-01TT10:20", "2024-01-01T10:20+01:00\n"]
    texts += ["1704067200", "1704067200.5", "2024-01-01T10:20:30 +01:00", "Mon, 01 Jan 2024 10:20:30 GMT", "01.01.2024", "2024-01-01Z", "2024-01-01+01:00"]
    texts += dates + [date + "T10:20:30Z" for date in dates] + [date + "T10" for date in dates] + [date + " 1:2" for date in dates]
    texts += ["2024-01-02T" + clock for clock in clocks] + ["2024-01-02 " + clock + "+01:00" for clock in clocks] + ["20240102T" + c + "Z" for c in clocks]
    texts += ["2024-01-02T" + clock + zone for clock in ["10:20:30", "1020", "10", "1:20"] for zone in zones]
    texts += ["2024-01-02" + separator + clock for separator in separators for clock in ["10:20", "1020", "1:20", "10:20:30Z"]]
    texts += [date + tail for date in ["2024-W01", "2024W01", "2024-W01-1", "2024W011"] for tail in ["-12", "-1T12", "-12:30", "-1-12:30", "T-1", "T1", "T1230", "-", "1-", "-1", "-1T", "1T"]]
    texts += ["0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00-00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59.999999Z", "0001-01-01T10:00+09:59"]
    field = DateTimeField()
    for text in itertools.filterfalse(is_slip, dict.fromkeys(texts)):
        try:
            yield {"text": text, "time": field.to_representation(field.run_validation(text))}
        except RestError as error:
            yield {"text": text, "error": error.get_codes()[0]}


def format_cases():
    field = DateTimeField()
    for micros in [0, 1, 10, 120, 1000, 999999, 500000, 123456]:
        for year, hours in itertools.product([1, 999, 1969, 1970, 2024], [0, 2, -5]):
            zone = datetime.timezone(datetime.timedelta(hours=hours))
            moment = datetime.datetime(year, 1, 2, 3, 4, 5, micros, zone)
            seconds = (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(seconds=1)
            yield {"seconds": seconds, "micros": micros, "hours": hours, "text": field.to_representation(moment)}


def header_cases():
    chosen = random.Random(4)
    letters = ["a", "B", "9", " ", '"', "'", "é", "ß", "ÿ", "Ā", "名", "😀", "=", "?", "_", "-", "!", "*", "+", "/", "\t", ".", "(", "\x7f", "\x80", "\u00a0", "\x01"]
    texts = ["", "x", "é", "Ā", "名前", "a b Ā", " Ā", "Ā ", "a\nb", "a\rb", "Ā\n", "a=?utf-8?q?x?=", "a" * 80 + "Ā", "Ā" * 60, "a Ā" * 40, "x\u2028Ā", "x\x1cé"]
    texts += ["".join(chosen.choice(letters) for _ in range(chosen.randrange(1, 14))) for _ in range(300)]
    for text in texts:
        response = HttpResponse()
        try:
            response["X"] = text
            value = dict(response.items())["X"]
        except BadHeaderError:
            value = "\n"
        # A server cannot send a value of several lines.
        yield {"text": text, "accepted": "\n" not in value, "value": "" if "\n" in value else value}


write("header.jsonl", header_cases())
write("query.jsonl", query_cases())
write("query_count.jsonl", count_cases())
write("search.jsonl", search_cases())
write("slug.jsonl", slug_cases())
write("slugify.jsonl", slugify_cases())
write("email.jsonl", email_cases())
write("datetime.jsonl", time_cases())
write("datetime_format.jsonl", format_cases())
