"""Writes the tables of this directory: what PyYAML makes of many texts and values.

    python -m venv venv && venv/bin/pip install 'pyyaml~=6.0' && venv/bin/python generate.py

plain.jsonl is one text without quotes a line, the Python type that it is read as, and the JSON value if there is one.
dump.jsonl is one mapping a line, and the YAML text that it is written as; document.jsonl the same as drf-spectacular has it
written: in the order of the members, with letters beyond ASCII, texts of several lines in blocks.
"""

import datetime
import json
import math
import pathlib
import random

import yaml

WORDS = "yes no on off y n true false null ~ YES Yes yEs TRUE False OFF Null << = - . : :: a".split()
NUMBERS = """0 00 1 -1 +1 010 0o10 08 0x1f 0xFG 0b101 0b2 1_000 _1 1e3 1e+3 1.e3 1. 1.5 -1.5e-3 .5 -.5 +.5 . 1.2.3
    1:30 01:30 1:60 1:30.5 -1:30 190:20:30 .inf -.inf +.Inf .nan .NAN inf 12345678901234567890 1_2.3_4 0.0 -0 +.inf
    0x 0b 0b_ -0x1F 1__0 2020-01-01 2020-1-1 2020-01-01T10:00:00Z 2020-01-01 10:00:00 2020-1-1 1:00:00 +1:00""".split("\n")
TEXTS = ["", " ", "a", " a", "a ", "a b", "a  b", "a: b", "a:b", "a:", ": a", ":a", "- a", "-a", "-", "--", "---", "--- a", "...", "?", "? a", "?a"]
TEXTS += ["a #b", "a#b", "#a", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", "'a'", '"a"', "it's", 'say "x"', "[a", "a]", "{a", "a}", "a, b", ",a"]
TEXTS += ["a\nb", "a\n", "\na", "a\n\nb", "a\n b", "a \nb", "a\n\n\n", "\n", "a\tb", "\t", "a\rb", "\0", "\x07\x1b\x7f", "\x85\xa0\u2028\u2029\ufeff"]
TEXTS += ["é", "日本", "😀", "a\\b", "c:\\d", "“x”", "\ud7ff\ue000", "a\u00a0b", "#", "a,b", "x" * 200, "%(app)s", "You've: %(app)s"]


def write(name, cases):
    """Writes cases as JSON, one a line."""
    path = pathlib.Path(__file__).with_name(name)
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))


def plain_cases():
    numbers = " ".join(NUMBERS).split() + ["2020-01-01 10:00:00", "2020-1-1 1:00:00 +1:00"]
    texts = WORDS + numbers + ["", "a b", "None", "nan", "0.1e+10", "1e-3", "1.5E+3"]
    for text in texts:
        try:
            value = yaml.safe_load(text) if not text.strip("-:.=<") == "" or text in ("", ".") else None
        except (yaml.YAMLError, ValueError):
            continue
        if text in ("-", ":", "::", "<<", "=", "---"):
            continue
        kind = type(value).__name__
        if isinstance(value, (datetime.date, float)):
            value = text if isinstance(value, datetime.date) else repr(value)
        yield {"Text": text, "Kind": kind, "Value": value}


def words(chance, count):
    return chance.choice([" ", "  ", "\n", " "]).join(chance.choice(TEXTS + WORDS + ["lorem", "ipsum", "dolor"]) for _ in range(count))


def value(chance, depth):
    kind = chance.randrange(10 if depth else 7)
    match kind:
        case 0:
            return chance.choice([None, True, False])
        case 1:
            return chance.choice([0, -1, 10**6, 10**18, 1.5, 1e20, 1e-7, 3.0, 1e16, math.pi])
        case 2 | 3:
            return chance.choice(TEXTS + WORDS + " ".join(NUMBERS).split())
        case 4:
            return words(chance, chance.randrange(1, 40))
        case 5:
            return " ".join(chance.choice(["lorem", "ipsum", "dolor's", "sit:", "é", '"q"']) for _ in range(chance.randrange(1, 60)))
        case 6:
            return chance.choice([[], {}])
        case 7 | 8:
            return [value(chance, depth - 1) for _ in range(chance.randrange(1, 4))]
    return mapping(chance, depth - 1)


def mapping(chance, depth):
    keys = TEXTS + WORDS + ["lorem", "ipsum", "k" * 122, "k" * 123, "k " * 61, "é" * 122]
    return {chance.choice(keys): value(chance, depth) for _ in range(chance.randrange(1, 5))}


def dump_cases():
    chance = random.Random(1)
    for text in TEXTS + WORDS + " ".join(NUMBERS).split():
        yield {"k": text, "l": [text], text: 1, "k" * 100: text}
    yield {}
    yield {"a": [[1, [2, []], {"b": [3], "c": {}}], []], "b": {"c": {"d": None}}}
    for _ in range(500):
        yield mapping(chance, 3)


class Document(yaml.SafeDumper):
    """Asks for texts of several lines in blocks."""


def text(dumper, value):
    node = dumper.represent_str(value)
    node.style = "|" if "\n" in value else None
    return node


Document.add_representer(str, text)


def document(value):
    return yaml.dump(value, Dumper=Document, default_flow_style=False, sort_keys=False, allow_unicode=True)


write("plain.jsonl", plain_cases())
write("dump.jsonl", [{"value": case, "yaml": yaml.dump(case, Dumper=yaml.SafeDumper)} for case in dump_cases()])
write("document.jsonl", [{"value": case, "yaml": document(case)} for case in dump_cases()])
