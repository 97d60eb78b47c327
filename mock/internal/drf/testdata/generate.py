"""Asks Django REST Framework what it makes of values: writes validation.jsonl beside this script.

Needs Django and djangorestframework. Each line is a body and what a serializer of the fields below says of it: its errors
with their codes, each after the path of what it is about, or the values that it took.
"""
import itertools, json, pathlib

import django
from django.conf import settings

settings.configure(USE_TZ=True, TIME_ZONE="UTC", REST_FRAMEWORK={"UNAUTHENTICATED_USER": None})
django.setup()

from rest_framework import serializers


class Toy(serializers.Serializer):
    title = serializers.CharField(max_length=10)
    note = serializers.CharField(allow_blank=True, allow_null=True, required=False)
    slug = serializers.SlugField(max_length=8, required=False)
    mail = serializers.EmailField(required=False)
    done = serializers.BooleanField(required=False)
    count = serializers.IntegerField(min_value=-5, max_value=100, required=False)
    colour = serializers.ChoiceField(choices=[("red", "Red"), ("1", "One"), ("True", "True"), ("1.5", "x"), ("None", "None")], required=False)
    when = serializers.DateTimeField(allow_null=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    address = serializers.IPAddressField(allow_null=True, required=False)


VALUES = [
    None, True, False, 0, 1, -1, 5, 100, 101, -6, 1.0, 0.0, 1.5, -0.0, 1e20, 1e-7, 12345678901234567890, "", " ", "\t\u00a0\u2003", "x", " x ", "0123456789",
    "0123456789a", "  0123456789  ", "nul\x00", "\x1c\x1d", "a b", "a-b_C9", "ä", "ümlaut", "日本", "🙂" * 10, "🙂" * 11, "true", "TRUE", "tRuE", "t", "Y", "oN", "off",
    "yes ", " no", "None", "null", "1", "01", "1.0", "1.00 ", "1.", "1.5", " 7 ", "+7", "-0", "1_0", "_1", "٣", "0x1", "1e2", "9" * 1001, "red", "Red", " red", "a@b.de",
    "a@b", "a@localhost", "@b.de", "a b@c.de", " a@b.de ", "2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31 12:00", "2026-01-31T12:00:00.123456+02:00",
    "2026-02-30T12:00:00Z", "2026-01-31T25:00:00Z", "12:00", [], ["a"], ["a", 1, 1.5], [None], [True], [""], {}, {"a": 1}, [[]],
]
ADDRESSES = [
    "1.2.3.4", " 1.2.3.4 ", "1.2.3.4\n", "01.2.3.4", "1.2.3.04", "1.2.3", "1.2.3.4.5", "1.2.3.256", "0.0.0.0", "255.255.255.255", "127.1", "1.2.3.4/8", "1.2.3.4%eth0",
    "٣.2.3.4", "\x001.2.3.4", "1.2.3.4:80", "::", "::1", " ::1 ", "::1\n", "::1\x00", "[::1]", "::1%", "%eth0", "::1%eth0", "fe80::1%eth0", "fe80::1%25eth0", "fe80::1%e%f",
    "2001:db8::1%lo", "FE80:0:0::0001", "2001:DB8:0:0:8:800:200C:417A", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
    "1:0:0:2:0:0:0:3", "1:0:2:3:4:5:6:7", "0:0:1:0:0:1:0:0", "::1.2.3.4", "::ffff:1.2.3.4", "::FFFF:0102:0304", "::ffff:01.2.3.4", "::ffff:1.2.3", "::ffff:1.2.3.4%eth0", "::ffff:0:1.2.3.4",
    "64:ff9b::1.2.3.4", "12345::", "g::1", ":", ":::", ":1", "1:", "2001:db8::1/64", "0000:0000:0000:0000:0000:ffff:192.168.100.228", "0000:0000:0000:0000:0000:0000:0000:0001",
    "::1%" + "a" * 35, "::1%" + "a" * 36, "fe80::" + "0" * 5, "ü::1", "::1%ü",
]
BODIES = [{}, None, [], "x", 1, True, 1.5, {"title": "ok", "unknown": 1}, {"title": None, "done": "maybe", "count": "x", "colour": "x"}]


def ask(body):
    serializer = Toy(data=body)
    if serializer.is_valid():
        return {"values": json.loads(json.dumps(serializer.validated_data, default=lambda value: value.isoformat().replace("+00:00", "Z")))}
    return {"errors": serializer.errors, "codes": list(codes(serializer.errors, []))}


def codes(errors, path):
    if isinstance(errors, dict):
        for name, item in errors.items():
            yield from codes(item, path if name == "non_field_errors" else path + [str(name)])
    elif isinstance(errors, list):
        for item in errors:
            yield from codes(item, path)
    else:
        yield ".".join(path) + ": " + errors.code


def main():
    fields = list(Toy().fields)
    bodies = BODIES + [{"title": "ok", name: value} if name != "title" else {name: value} for name, value in itertools.product(fields, VALUES)]
    bodies += [{"title": "ok", "address": value} for value in ADDRESSES]
    with open(pathlib.Path(__file__).parent / "validation.jsonl", "w") as out:
        for body in bodies:
            out.write(json.dumps({"body": body, **ask(body)}) + "\n")


main()
