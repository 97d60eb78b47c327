#!/usr/bin/env python3
"""Ask Django which language it chooses for many language cookies and values of Accept-Language, and write choose.jsonl
beside this file.

Run it with Django 5.2: python choose.py. A line has the cookie, the header, and the language that is chosen. The apps that may hold further languages add none.
"""
import json, pathlib, random

import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="en-us", USE_I18N=True)
django.setup()

from django.http import HttpRequest
from django.utils.translation import get_language_from_request

VALUES = [
    "", "en", "en-us", "en-GB", "EN", "de", "DE", "de-AT", "de-at-1996", "De-Ch, en", "xx", "xx, pl;q=0.1", "xx-de",
    "*", "*;q=0.5, de", "*, de", "de, *", "xx, *, de", "de;q=0.1, *;q=0.2",
    "fr-CA;q=0.8, de;q=0.9", "de;q=0.9, fr;q=0.9", "fr;q=0.9, de;q=0.9", "de;q=0", "de;q=0, fr;q=0.001", "de;q=0.0,fr",
    "de;q=1.000, fr", "fr;q=1, de;q=1.0", "de;q=1.001, fr", "de;q=0.1234, fr", "de;q=2", "de;q=-1", "de;q=", "de;q", "de;",
    "de;q=.5", "de;q=0.", "de;q=1.", "de;Q=0.5, fr;Q=0.6", "de ; q=0.5 , fr ; q=0.6", "de; q=0.5,fr;q =0.6", "de;q= 0.5",
    "de;level=1", "de;q=0.5;level=1", " de", "de ", "de,", "de, ", ",de", ",", ", ,", "de,,fr", "de , fr", "de\t,\tfr",
    "de fr", "de-", "-de", "de--at", "de_AT", "d", "e", "abcdefgh", "abcdefghi", "de-abcdefgh", "de-abcdefghi", "1de", "de-1",
    "dé", "de;q=0.5,é", "日本", "i-klingon", "x-private", "C", "C.UTF-8",
    "zh", "zh-CN", "zh-cn", "zh-TW", "zh-HK", "zh-MO", "zh-MY", "zh-SG", "zh-hans", "ZH-hant", "zh-Hant-TW", "zh-Hans-CN",
    "zh-xx", "zh-cn-x", "zh-yue", "pt", "pt-BR", "pt-PT", "pt-AO", "es", "es-ES", "es-419", "es-MX", "es-ar-x", "es-CL",
    "sr", "sr-Latn", "sr-Latn-RS", "sr-Cyrl", "sr-latn-", "no", "nb", "nb-NO", "nn", "no-NO", "en-AU", "en-au-x", "en-ZZ",
    "ar", "ar-DZ", "ar-EG", "dsb", "hsb", "kab", "ckb", "ckb-IQ", "az-Latn-AZ", "uz-Cyrl", "ast", "cmn-Hans", "fil", "tl",
    "iw", "in", "ji", "mo", "sh", "he-IL", "id-ID", "uk-UA,uk;q=0.9,en-US;q=0.8,en;q=0.7", "en-US,en;q=0.9,de;q=0.8",
    "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "fr-FR", "da, en-gb;q=0.8, en;q=0.7", "tlh, eo", "mul, und, ja;q=0.3",
    # More than a dozen, so that only a stable sort keeps those of one q in order.
    ",".join(f"x{n};q=0.{n % 3 + 7}" for n in range(25)) + ",sv;q=0.8,de;q=0.9,fr;q=0.9,da;q=0.9",
    ",".join(f"{language};q=0.{n % 2 + 5}" for n, (language, _) in enumerate(settings.LANGUAGES[:40])),
    # Longer than 500 characters.
    "xx," * 166 + "de", "xx," * 167 + "de", "xx," * 170 + "de", "de," + "x" * 500, "xx," * 165 + "de,fr",
    "a-" * 260 + "de", "xx," * 166 + "de,fr", "de-" + "-".join(["abcdefgh"] * 54), "," * 501, "d" * 600, "fr-" + "a-" * 247 + "a,de",
]


def random_values(count):
    """Headers of good and bad parts, always the same ones."""
    chance = random.Random(1)
    tags = [language for language, _ in settings.LANGUAGES] + ["xx", "*", "zz-zz", "de-CH-1901", "ZH", "en-us", "q", "de_DE"]
    ends = ["", "", "", ";q=0", ";q=1", ";q=0.5", ";q=0.25", "; q=0.75", ";q=0.999", ";q=0.9999", " ;q=0.3", ";x"]
    for _ in range(count):
        parts = [chance.choice(tags) + chance.choice(ends) for _ in range(chance.randint(1, 5))]
        yield chance.choice([",", ", ", " , ", ",,"] if chance.random() < 0.3 else [",", ", "]).join(parts)


# Cookies with a header that asks for Danish.
COOKIES = [
    "de", "en", "DE", "De-at", "de-AT-1996", "xx", "xx-de", "zh-CN", "ZH-cn", "zh", "zh-hant-TW", "pt", "PT", "sr-latn-RS", "no",
    "nb-NO", "*", "de;q=1", "de,fr", "de_AT", "d", "-", "--", "e" * 600, "de-" + "abcdefgh-" * 70, "fr-" + "a-" * 300, "é", "en-ZZ",
]


def choose(cookie, accept):
    request = HttpRequest()
    if cookie:
        request.COOKIES["django_language"] = cookie
    request.META["HTTP_ACCEPT_LANGUAGE"] = accept.encode().decode("latin-1")  # as servers hand headers to Django
    return get_language_from_request(request)


PAIRS = [*(("", value) for value in [*VALUES, *random_values(400)]), *((cookie, "da") for cookie in COOKIES)]
lines = [json.dumps({"cookie": c, "accept": a, "chosen": choose(c, a)}, ensure_ascii=False) for c, a in PAIRS]
pathlib.Path(__file__).with_name("choose.jsonl").write_text("\n".join(lines) + "\n")
