"""Writes percent.jsonl: what CPython's % makes of texts and values, or null where it raises an error.

    python generate.py
"""

import itertools
import json
import pathlib

VALUES = ["é'", 'a "b"', 0, -7, 255, -2.25, 123456789012.5, True, None, [1, "a"], {"k": 1.0}, "x"]
CONVERSIONS = "s r d i u x X o c f F e E".split()
FLAGS = ["", "+", " ", "5", "-5", "05", ".1", "-8.2", "08.3", ".0"]
TEXTS = ["plain", "100%%", "%s and %s", "%", "a %", "%z", "%(name)s", "%s %%", "%ld", "%5%"]


def cases():
    for flag, kind, value in itertools.product(FLAGS, CONVERSIONS, VALUES):
        yield "<%" + flag + kind + ">", [value]
    for text, values in itertools.product(TEXTS, ([], ["a"], ["a", 1], ["a", "b", "c"])):
        yield text, values


def apply(text, values):
    try:
        return text % tuple(values)
    except (TypeError, ValueError, OverflowError):
        return None


path = pathlib.Path(__file__).with_name("percent.jsonl")
results = ([text, values, apply(text, values)] for text, values in cases())
path.write_text("".join(json.dumps(case) + "\n" for case in results if "\0" not in (case[2] or "")))  # PostgreSQL keeps no NUL
