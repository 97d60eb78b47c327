"""The documents and floats from which the tables of JSON libraries are made, for their generate.py."""

import random
import struct

RANDOM = random.Random()

DOCUMENTS = [
    # what authentik is sent
    '{"name":"default-user-write","user_creation_mode":"create_when_required","create_users_as_inactive":false,'
    '"create_users_group":null,"user_path_template":"users/é"}',
    '{\n  "name": "x",\n  "flow_set": [\n    {\n      "slug": "s-1"\n    }\n  ],\n  "user_type": "internal"\n}\n',
    "{}", "[]", '""', "null", "true", "false", "0", " \n", "[ ]", "{ }",
    # numbers
    "-0", "-0.0", "0.0", "01", "-01", "0x10", "1.", "-", "--1", "+1", ".5", "1e", "1e+", "1E2", "1e-2", "0e9", "0e", "[1.]",
    "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
    "-9223372036854775809", "-18446744073709551615", "1e308", "1e309", "-1e309", "1e400", "1e-400", "1" * 400,
    "1e99999999999999999999", "1e-99999999999999999999", "0.1e1", "2.2250738585072011e-308", "5e-324", "2e-324",
    "9007199254740993", "9007199254740993.0", "8.5e15", "1e15", "1e16", "123456789012345678e5", "0.00001", "0.000009",
    # strings
    '"\\u0041\\u00e9\\u20ac\\ud83d\\ude00"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\x"', '"\\', '"\\u', '"\\u12', '"\\u12"', '"\\u12g4"',
    '"\\ud800"', '"\\ud800', '"\\ud800\\', '"\\ud800\\u', '"\\ud800\\ude', '"\\ud800\\n"', '"\\ud800\\u0041"', '"\\ude00"', '"\\udc00"', '"\\udbff\\udfff"',
    '"\\ud800\\ud800"', '"\t"', '"a\nb"', '"\x00"', '"\x7f\u2028"', '"abc', '"', '"é', '"\\é"', '"\\u0000"', '"\\u000b\\u000e\\u001b\\u001f"', "'x'",
    # structure
    "[", "]", "{", "}", "[1,", "[1,]", "[1,\n],2]", "[[1,],2]", '{"a":1,}', '{"a":1,},1', "[,]", "{,}", "[1 2]", "[1,,2]", '{"a"}',
    '{"a":}', '{"a":1 "b":2}', '{"a" 1}', "{a:1}", "{'a':1}", "{1:2}", '{"a":1', '{"a":', '{"a"', '{"a', '{"a":1}}', "[1]]", "1 2",
    '{"a":1,"b":2,"a":3}', '{"":{"":{}}}', "tru", "truE", "nul", "nulll", "falsy", "fals", "t", "NaN", "[NaN]", "Infinity", "-Infinity",
    "True", "None", "undefined", "// c\n{}", "/* c */{}", "{}// c", "\ufeff{}", "{}\ufeff", "\u00a0{}", "\x00", "{}\x00", "\x0c{}",
    '\r\n{"é":\n x}', '{"üñ名🙂": }', '"🙂" x',
]  # fmt: skip

CHARACTERS = list('{}[]",:0123456789.eE+-tfnu\\/ \n\r\t\x00\x01\x7fé€🙂\ufeff\u2028')
PIECES = CHARACTERS + ['"a":', '"b"', "null", "true", "-1.5e3", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\x", "  ", ",,", ",]", ",}", "//"]


def random_number():
    return RANDOM.choice(
        [
            lambda: str(RANDOM.randint(-5, 300)),
            lambda: str(RANDOM.randint(-(2**65), 2**65)),
            lambda: repr(RANDOM.uniform(-1e3, 1e3)),
            lambda: f"{RANDOM.random()}e{RANDOM.randint(-330, 310)}",
            lambda: "".join(RANDOM.choices("0123456789", k=RANDOM.randint(1, 40))) + RANDOM.choice(["", ".5", "e5", "E+400", "e-400"]),
        ]
    )()


def random_string():
    pieces = ["a", "b", "_1", " ", "é", "€", "🙂", '\\"', "\\\\", "\\n", "\\u0041", "\\ud83d\\ude00", "\\u2028", "\\u0000"]
    return '"' + "".join(RANDOM.choices(pieces, k=RANDOM.choice([0, 1, 3, 8]))) + '"'


def random_space():
    return RANDOM.choice([""] * 6 + [" ", "  ", "\n", "\n  ", "\t", " \r\n"])


def random_document(depth):
    kind = RANDOM.random()
    if depth == 0 or kind < 0.4:
        scalar = RANDOM.choice([random_number, random_string, random_string, lambda: RANDOM.choice(["true", "false", "null"])])
        return random_space() + scalar() + random_space()
    items = [random_document(depth - 1) for _ in range(RANDOM.randint(0, 3))]
    if kind < 0.7:
        return "[" + (",".join(items) or random_space()) + "]"
    members = [random_space() + random_string() + random_space() + ":" + item for item in items]
    return "{" + (",".join(members) or random_space()) + "}" + random_space()


def mutated(text):
    for _ in range(RANDOM.choice([0, 1, 1, 1, 2, 3])):
        at = RANDOM.randint(0, len(text))
        text = RANDOM.choice(
            [
                lambda: text[:at],
                lambda: text[:at] + text[at + 1 :],
                lambda: text[:at] + RANDOM.choice(PIECES) + text[at:],
                lambda: text[:at] + RANDOM.choice(PIECES) + text[at + 1 :],
                lambda: text[:at] + text[RANDOM.randint(at, len(text)) :],
                lambda: text + RANDOM.choice(PIECES),
            ]
        )()
    return text


def documents(count, more):
    """The documents above and more, and count others: changed ones, and random ones."""
    known = DOCUMENTS + more
    yield from known
    short = [document for document in known if len(document) < 200]
    for _ in range(count):
        yield mutated(RANDOM.choice([RANDOM.choice(short), random_document(RANDOM.choice([0, 2, 4]))]))


def floats(count):
    """Floats at the edges of forms and ranges, and count others."""
    edges = [0.0, -0.0, 1.0, 1e15, 9999999999999998.0, 1e16, 1.5e16, 1e22, 1e-4, 1e-5, 1.5e-5, 9.9e-6, 1e-6, 1e-10, 5e-324]
    edges += [1.7976931348623157e308, float("inf"), float("-inf"), float("nan")]
    for _ in range(count):
        edges.append(RANDOM.choice([
            lambda: struct.unpack("d", RANDOM.randbytes(8))[0],
            lambda: float(f"{RANDOM.randint(1, 99)}e{RANDOM.randint(-20, 25)}"),
            lambda: RANDOM.uniform(-1e6, 1e6),
        ])())  # fmt: skip
    return edges
