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


VALUES = [
    None, True, False, 0, 1, -1, 5, 100, 101, -6, 1.0, 0.0, 1.5, -0.0, 1e20, 1e-7, 12345678901234567890, "", " ", "\t\u00a0\u2003", "x", " x ", "0123456789",
    "0123456789a", "  0123456789  ", "nul\x00", "\x1c\x1d", "a b", "a-b_C9", "ä", "ümlaut", "日本", "🙂" * 10, "🙂" * 11, "true", "TRUE", "tRuE", "t", "Y", "oN", "off",
    "yes ", " no", "None", "null", "1", "01", "1.0", "1.00 ", "1.", "1.5", " 7 ", "+7", "-0", "1_0", "_1", "٣", "0x1", "1e2", "9" * 1001, "red", "Red", " red", "a@b.de",
    "a@b", "a@localhost", "@b.de", "a b@c.de", " a@b.de ", "2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31 12:00", "2026-01-31T12:00:00.123456+02:00",
    "2026-02-30T12:00:00Z", "2026-01-31T25:00:00Z", "12:00", [], ["a"], ["a", 1, 1.5], [None], [True], [""], {}, {"a": 1}, [[]],
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
    with open(pathlib.Path(__file__).parent / "validation.jsonl", "w") as out:
        for body in bodies:
            out.write(json.dumps({"body": body, **ask(body)}) + "\n")


main()
