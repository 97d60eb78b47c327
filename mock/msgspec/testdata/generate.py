#!/usr/bin/env python3
"""Writes the tables of this directory: what msgspec itself does to some documents.

Run it where `pip install msgspec==0.21.1` was done: `python3 generate.py`. Its seed is
fixed, so that a second run writes the same files. `python3 generate.py SEED COUNT`
writes tables from another seed and of another size, to look for documents that the
committed tables miss.
"""

import json
import pathlib
import struct
import sys

import msgspec

HERE = pathlib.Path(__file__).parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent.parent / "testdata"))
import json_documents  # noqa: E402

# What is as deep and as long as msgspec takes it, and more.
LIMITS = [
    "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500, "[" * 100, "9" * 4300, "-" + "9" * 4300, "9" * 4301, "[" + "9" * 4301 + "]", "1e400", "[1,[1e400]]", '{"a":[{"b":1e400}]}',
]  # fmt: skip


def parsed(count):
    """Documents with what decode and encode make of them, or with the error."""
    for document in json_documents.documents(count, LIMITS):
        case = {"in": document, "out": None, "error": ""}
        try:
            case["out"] = msgspec.json.encode(msgspec.json.decode(document.encode())).decode()
        except msgspec.MsgspecError as error:
            case["error"] = str(error)
        yield case


def floats(count):
    for value in json_documents.floats(count):
        yield {"bits": struct.pack(">d", value).hex(), "text": msgspec.json.encode(value).decode()}


def write(name, cases):
    (HERE / name).write_text("".join(json.dumps(case) + "\n" for case in cases))


def main():
    if not msgspec.__version__.startswith("0.21"):
        sys.exit("run me with msgspec 0.21")
    seed, count = map(int, sys.argv[1:3]) if len(sys.argv) == 3 else (20268, 3000)
    json_documents.RANDOM.seed(seed)
    write("parse.jsonl", parsed(count))
    write("floats.jsonl", floats(count // 4))


main()
