#!/usr/bin/env python3
"""Writes the tables of this directory: what orjson itself does to some documents.

Run it where `pip install orjson==3.11.4` was done: `python3 generate.py`. Its seed is
fixed, so that a second run writes the same files. `python3 generate.py SEED COUNT`
writes tables from another seed and of another size, to look for documents that the
committed tables miss.
"""

import json
import pathlib
import struct
import sys

import orjson

HERE = pathlib.Path(__file__).parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent.parent / "testdata"))
import json_documents  # noqa: E402

# What is as deep as orjson takes it, and deeper.
LIMITS = [
    "[" * 1024 + "]" * 1024, "[" * 1025 + "]" * 1025, '{"a":' * 1024 + "1" + "}" * 1024, '{"a":' * 1025 + "1" + "}" * 1025, "[" * 100,
]  # fmt: skip


def parsed(count):
    """Documents with what loads and dumps make of them, or with the error.

    A document that is too deep for dumps, which stops at 254, has no "out".
    """
    for document in json_documents.documents(count, LIMITS):
        case = {"in": document, "out": None, "error": ""}
        try:
            case["out"] = orjson.dumps(orjson.loads(document)).decode()
        except orjson.JSONDecodeError as error:
            case["error"] = str(error)
        except orjson.JSONEncodeError:
            pass
        yield case


def broken_utf8():
    for data in [b"\xff", b'"\xc3"', b'{"a":"\xed\xa0\x80"}', b"\x1f\x8b\x08", b"\xc3", b"{}\x80", b""]:
        try:
            orjson.loads(data)
        except orjson.JSONDecodeError as error:
            yield {"hex": data.hex(), "error": str(error)}


def floats(count):
    for value in json_documents.floats(count):
        yield {"bits": struct.pack(">d", value).hex(), "text": orjson.dumps(value).decode()}


def write(name, cases):
    (HERE / name).write_text("".join(json.dumps(case) + "\n" for case in cases))


def main():
    if orjson.__version__ != "3.11.4":
        sys.exit("run me with orjson 3.11.4")
    seed, count = map(int, sys.argv[1:3]) if len(sys.argv) == 3 else (20250, 4000)
    json_documents.RANDOM.seed(seed)
    write("parse.jsonl", parsed(count))
    write("broken_utf8.jsonl", broken_utf8())
    write("floats.jsonl", floats(count // 4))


main()
