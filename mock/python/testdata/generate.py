#!/usr/bin/env python3
"""Writes the tables of this directory: what CPython itself does to some values.

Run it as `python3.12 generate.py`: Python 3.12 and Go 1.26 know the same version of
Unicode, 15.0. It uses the standard library alone, and a fixed seed, so that a second
run writes the same files.
"""

import datetime
import json
import pathlib
import random
import struct
import sys
import unicodedata
import uuid

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(20250)


def write(name, cases):
    lines = [json.dumps(case) for case in cases]
    (HERE / name).write_text("\n".join(lines) + "\n")


def answer(function, *arguments, **named):
    """What function returns, or None where it raises a ValueError."""
    try:
        return function(*arguments, **named)
    except ValueError:
        return None


def mutated(texts, alphabet, count):
    """The texts, and count changes to them that insert, replace or drop characters."""
    yield from texts
    for _ in range(count):
        text = list(RANDOM.choice(texts))
        for _ in range(RANDOM.choice([1, 1, 2, 3])):
            at = RANDOM.randint(0, len(text))
            text[at : at + RANDOM.choice([0, 0, 1, 1, 2])] = RANDOM.choice([RANDOM.choice(alphabet), ""])
        yield "".join(text)


def characters():
    """Ranges of the code points that are assigned, with two properties of them."""
    ranges = []
    for point in range(0x110000):
        character = chr(point)
        if unicodedata.category(character) in ("Cn", "Cs"):
            continue
        kind = {"printable": character.isprintable(), "space": character.isspace()}
        if ranges and ranges[-1]["last"] == point - 1 and kind.items() <= ranges[-1].items():
            ranges[-1]["last"] = point
        else:
            ranges.append({"first": point, "last": point, **kind})
    return ranges


def random_float():
    return RANDOM.choice(
        [
            lambda: struct.unpack("d", RANDOM.randbytes(8))[0],
            lambda: float(f"{RANDOM.randint(1, 99)}e{RANDOM.randint(-20, 25)}"),
            lambda: RANDOM.uniform(-1e6, 1e6),
            lambda: float(RANDOM.randint(-(2**63), 2**63)),
        ]
    )()


def floats():
    edges = [0.0, -0.0, 1.0, 1e15, 9999999999999998.0, 1e16, 1e22, 1e-4, 0.00012, 9.9e-5, 1e-5]
    edges += [5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan")]
    for value in edges + [random_float() for _ in range(2000)]:
        yield {"bits": struct.pack(">d", value).hex(), "repr": repr(value)}


def random_string():
    alphabet = "ab '\"\\\n\r\t\0\x1f\x7f\x80\x85\xa0\xadéß\u0378\u200b\u2028\u3000\ue000\ufeff\uffff名🙂\U000e0001\U0010ffff"
    return "".join(RANDOM.choice(alphabet) for _ in range(RANDOM.randint(0, 6)))


def random_value(depth):
    if depth == 0 or RANDOM.random() < 0.4:
        return RANDOM.choice([None, True, False, 0, -7, 2**63 - 1, 2**64 - 1, 0.0, 1e20, random_string(), random_string()])
    if RANDOM.random() < 0.5:
        return [random_value(depth - 1) for _ in range(RANDOM.randint(0, 3))]
    return {random_string(): random_value(depth - 1) for _ in range(RANDOM.randint(0, 3))}


def values():
    for depth in [0] * 500 + [1] * 500 + [3] * 500:
        value = random_value(depth)
        yield {
            "json": json.dumps(value),
            "str": str(value),
            "repr": repr(value),
            "type": type(value).__name__,
            "truth": bool(value),
        }


NUMBER_ALPHABET = "0123456789__++--..eExX \t\n\x1c\x85\xa0\u3000\0abfn٣५𝟗²½Ⅷ"


def integers():
    texts = ["0", "-0", "+1", " 12\n", "1_000", "0_0", "00012", "9223372036854775807", "9223372036854775808"]
    texts += ["-9223372036854775808", "-9223372036854775809", "123456789" * 12, "٣٤٥", "𝟙𝟚", "\u30007\x85", "\x1c7", "\x1c٣"]
    texts += ["_1", "1_", "1__1", "- 1", "", "1.0", "0x10"]
    long = ["1" * 4300, "1" * 4301, "0" * 4301, "-" + "1" * 4300, "1_1" * 1433 + "1", "1_1" * 1434 + "1_1_1"]
    for text in [*long, *mutated(texts, NUMBER_ALPHABET, 2000)]:
        value = answer(int, text)
        yield {"text": text, "value": None if value is None else str(value)}


def float_texts():
    texts = ["0", "-0.0", "1.5", ".5", "5.", "1e5", "1E-5", "1_0.2_5e1_0", "inf", "-Infinity", "+nan", "NaN", "1e999", "-1e999"]
    texts += ["1e-999", " 1.5\n", "٣.٥", "\x1c1.5", "1" * 400, "0x1p3", "1e", ".", "_1.0", "1._0", "1.0_", "infinit", "i nf", "--1"]
    for text in mutated(texts, NUMBER_ALPHABET + "infatyINFATY", 2000):
        value = answer(float, text)
        yield {"text": text, "value": None if value is None else struct.pack(">d", value).hex()}


def uuid_texts():
    plain = "7d0a5b6e3a2f4c1d9e8b112233445566"
    dashed = str(uuid.UUID(plain))
    texts = [plain, dashed, plain.upper(), f"{{{dashed}}}", f"urn:uuid:{dashed}", f"{{{{{plain}}}", "urn:urn:" + plain]
    texts += ["uuid:" + plain + "urn:", "uurn:rn:" + plain, "u" + plain[1:], " " + plain, " " + plain[1:], "+" + plain[1:]]
    texts += ["0x" + plain[2:], "0x_" + plain[3:], "0_" + plain[2:], "_" + plain[1:], plain[:-1], plain + "0", "", "{}", "-" * 32]
    texts += ["٣" * 32, plain[:-1] + "٣", plain[:-1] + "\x1c", plain[:-1] + "\u3000", "\x1c" + plain[2:] + "٣", plain[:-1] + "²"]
    for text in mutated(texts, "0123abcF-_+{}x \n\u3000٣é:", 2000):
        value = answer(uuid.UUID, text)
        yield {"text": text, "value": None if value is None else str(value)}


def uuid_integers():
    for value in [0, 1, 5, -1, 2**63 - 1, 2**64, 2**127, 2**128 - 1, 2**128, -(2**128)]:
        id = answer(uuid.UUID, int=value)
        yield {"text": str(value), "value": None if id is None else str(id)}


def stripped():
    spaces = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000"
    for text in mutated(["", " ", "a", " a b ", spaces + "a" + spaces, "\u200ba\u200b", "\ufeffa", "\0 a"], spaces + "a\u200b", 300):
        yield {"text": text, "value": text.strip()}


def decoded():
    texts = [t.encode() for t in ["", "abc", "é", "€", "\ud7ff\ue000", "🙂", "\U0010ffff", "aé€🙂z", "\ufeffa", "\ufffd"]]
    texts += [b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf5", b"\xff", b"\x1f\x8b\x08\x00", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf"]
    cases = list(texts)
    interesting = [0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5]
    for _ in range(2000):
        data = bytearray(RANDOM.choice(texts) + RANDOM.choice(texts))
        for _ in range(RANDOM.randint(1, 3)):
            at = RANDOM.randint(0, len(data))
            data[at : at + RANDOM.choice([0, 1, 1, 2])] = bytes(RANDOM.choice([[], [RANDOM.choice(interesting)]]))
        cases.append(bytes(data))
    for data in cases:
        try:
            yield {"hex": data.hex(), "text": data.decode("utf-8"), "error": ""}
        except UnicodeDecodeError as error:
            yield {"hex": data.hex(), "text": "", "error": str(error)}


def time_spans():
    units = ["microseconds", "milliseconds", "seconds", "minutes", "hours", "days", "weeks"]
    some = [0.5, -0.5, 1.5, 2.5, 0.1, -0.1, 1e-7, 1 / 3, 1e9, 999999999, -999999999, 999999999.9999999, 1e17, 1e20, 1e300, float("inf"), float("nan"), -1, 3]
    for number in range(3000):
        names = RANDOM.sample(units, RANDOM.randint(1, 3))
        amounts = {name: RANDOM.choice(some) if number % 2 else RANDOM.uniform(-1000, 1000) * 10 ** RANDOM.randint(-6, 6) for name in names}
        case = {"amounts": {name: struct.pack(">d", amount).hex() for name, amount in amounts.items()}, "error": "", "after": ""}
        try:
            end = datetime.datetime(2026, 6, 1, 12) + datetime.timedelta(**amounts)
            case["after"] = end.isoformat(timespec="microseconds")
        except (OverflowError, ValueError) as error:
            case["error"] = type(error).__name__
        yield case


def main():
    if sys.version_info[:2] != (3, 12):
        sys.exit("run me with Python 3.12")
    write("characters.jsonl", characters())
    write("floats.jsonl", floats())
    write("values.jsonl", values())
    write("int.jsonl", integers())
    write("float.jsonl", float_texts())
    write("uuid.jsonl", uuid_texts())
    write("uuid_int.jsonl", uuid_integers())
    write("strip.jsonl", stripped())
    write("decode.jsonl", decoded())
    write("timedelta.jsonl", time_spans())


main()
