"""Writes errors.jsonl: what CPython says of many texts, each as the body of a function.

    python3.13 generate.py

Texts that only the parser refuses, in a way that the package does not know, are left out.
"""

import json
import pathlib
import textwrap
import warnings

warnings.simplefilter("ignore")

TEXTS = r"""
return True
return (
return [1, (2, 3
return {
return )
return (]
return {"a": [1, 2}
x = (1,\n2]
foo(bar(baz
foo(bar(baz)
x = )(
return 'abc
return "abc
return 'abc\\
return 'a\\'
return '''abc
return '''abc\nmore\nlines
return \"\"\"abc
return '''abc'''
return r'\\'
return r'a\\'
return b'abc
return f'abc
return f'{x}'
return f'{x!r:>{width}}'
return f'{x["a"]}'
return f'{x['a']}'
return f"{x:{y}.2f}"
return f'{{x}}'
return f'''{x}
return f'''a\n{x}'''
return f'}'
return f'a } b'
return 'a' 'b'
return u'a' + R"b" + Rb'c' + bR'd' + fR'{e}'
if x:\n  return 1
if x:\nreturn 1
if x:
if x
if x:  # why\n  pass
if x: return 1
if x:\n  y = 1\n z = 2
if x:\n\treturn 1\n        return 2
if x:\n        y = 1\n\tz = 2
  x = 1
x = 1\n  y = 2
x = 1\n  y = (2
x = 1\n  y = 2)
for a in b:\npass
for a in b:
while True:\n\nx = 1
while True
try:\nx
try:\n  x\nexcept ValueError:\ny
try:\n  x\nfinally:
try:\n  x\nexcept:\n  y\nelse:\nz
with a as b:\nc
def f():\nreturn 1
def f(a, b=1):\n    return a
def f(:
class A:\npass
class A:\n  pass
if a:\n  b\nelif c:\nd
if a:\n  b\nelse:\nd
if a:\n  if b:\n    c\n  d\ne
if a:\n  if b:\n  c
x = lambda: 1
if (lambda: 1)():\n  pass
x = {1: 2}
x = y[1:2]
if x[1:2]\n  pass
x = [\n 1,\n   2,\n]
x = (1 +\n     2)
x = 1 + \\\n   2
x = 1 + \\ 2
x = 1abc
x = 1_000
x = 1__0
x = 1_
x = 0x1F
x = 0xZ
x = 0x
x = 0b12
x = 0b1
x = 0o8
x = 0o17
x = 012
x = 00
x = 0_0
x = 012.5
x = 1e5
x = 1e+5
x = 1e
x = 1e+
x = 1.5j
x = .5
x = 1if y else 2
x = 1 if y else 2
x = 1or 2
x = “a”
x = a\u00a0b
x = a…
x = é
名 = 1
x = a € b
x = $a
x = a?
x = `a`
x = a ! b
x = a != b
x: int = 1
# only a comment
x = 1 # (
x = 1\n# y\n    # z\ny = 2
x = 1\n\n\n\ny = 2
x = '#'
x = "("
x = '''(\n'''\ny = )
x = (\n# )\n)
return ak_is_group_member(request.user, name='x')
ak_message("no")\nreturn False
return bool(request.user) and "a" in [g.name for g in request.user.ak_groups.all()]
if request.user.is_superuser:\n    return True\n\nreturn regex_match(request.user.email, r"^[a-z]+@(a|b)\\.c$")
import re\nreturn re.match("a", "b") is not None
return x[
return x[0
return x[0)
a = [(])]
a = "b" + 'c
a = "b\nc"
a = '\t'\nb = (1, 2\nc = 3
a = {\n  "b": (1,\n  "c": 2,\n}
print('a' if b else "c)
print("a" % (1, 2)
x = '''a''' + '''b
if True:\n    pass\nelse
async def f():\n  pass
x = 1;\ny = 2
x = 1; y = (
@a\ndef f():\n  pass
@a\ndef f():\nx
if a:\n\n\n  # comment\nb
if a: # x\n  # only
if a:\n  b\n c = 1\nd
while a: b
for x in (1, 2:\n  pass
x = (lambda a: a)
x = (lambda a: (lambda b: b))(1
x = [(y := 1)]
x = (a:b)
async with a as b:\nc
return "a\\"b
return f"a\\"b
"""


def refusal(text):
    """Returns str() of the SyntaxError, None for a text that is right."""
    try:
        compile(text, "name", "exec")
    except SyntaxError as refused:
        return str(refused)
    return None


lines = []
for line in TEXTS.strip("\n").split("\n"):
    text = line.encode("latin-1", "backslashreplace").decode("unicode_escape")
    body = "def handler():\n" + textwrap.indent(text, "    ") + "\nresult = handler()"
    lines.append(json.dumps({"text": text, "function": body, "refusal": refusal(body)}) + "\n")
pathlib.Path(__file__).with_name("errors.jsonl").write_text("".join(lines))
