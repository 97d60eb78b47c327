"""Asks DjangoQL what it reads: python generate.py >parse.jsonl (pip install djangoql==0.19.1 django==5.2.12)."""
import json, random
from django.conf import settings

settings.configure()
from djangoql.ast import Const, List, Logical
from djangoql.exceptions import DjangoQLError
from djangoql.parser import DjangoQLParser

FIXED = [
    'a = "x"', 'a="x"', ' a  =  "x" ', "a\t=\u00a0\"x\"", 'a = "x"\nand b = 1', "a = 'x'", 'a', '"x"', '', ' ', '()', '(a = 1)', '((a = 1))', '(a = 1', 'a = 1)',
    'a = "x" and b = "y" or c = "z"', 'a = "x" or b = "y" and c = "z"', '(a = "x" or b = "y") and c = "z"', 'a = "x" AND b = "y"', 'a = "x" b = "y"',
    'a = "x" or', 'or a = "x"', 'and', 'a.b.c = None', 'a._b2 != None', 'a. b = 1', 'a .b = 1', '.a = 1', 'a.1 = 1', '1a = 1', 'é = 1', 'a = é', 'or.x = 1',
    'order = 1', 'in = 1', 'inside in (1)', 'android = 1', 'nota = 1', 'not = 1', 'a in ("x", 1, None, True, False, -2.5e3)', 'a in ()', 'a in (1,)', 'a in 1',
    'a in "x"', 'a not in (1)', 'a not in(1)', 'a not = 1', 'not a = 1', 'a = 012', 'a = 00', 'a = -0', 'a = - 1', 'a = +1', 'a = .5', 'a = 1.', 'a = 1.5',
    'a = 1e5', 'a = 1E+5', 'a = 1.5e-3', 'a = 1e', 'a = 123456789012345678901234567890', 'a > 1', 'a >= "x"', 'a < True', 'a <= None', 'a > = 1', 'a => 1',
    'a ! = 1', 'a !~ "x"', 'a ~ "x"', 'a ~ 5', 'a ~ None', 'a startswith "x"', 'a not startswith "x"', 'a endswith "x"', 'a not endswith "x"', 'a startswith 5',
    'a not ~ "x"', 'a == 1', 'a <> 1', 'a = True', 'a != False', 'a = true', 'a = none', 'a = Truee', 'a = "x', 'a = "a\\"b"', 'a = "a\\\\b"', 'a = "\\/\\b\\f\\n\\r\\t"',
    'a = "\\u0041\\u00e9"', 'a = "\\u004"', 'a = "\\x41"', 'a = "line\nbreak"', 'a = "\t"', 'a = ""', 'a = "x""y"', 'a="x"and b=1', 'a=1and b=1', 'a=1or b=2',
    'a = "x" # no', 'a = $x', 'a = b', 'a - b', 'a = "ü 😀"', 'user.username = "akadmin"', 'a = None and b = None', 'a,b = 1', 'a = 1;', '(a = 1) (b = 2)',
    '(a = 1) and (b = 2 or (c = 3))', 'a in (("x"))', 'a in ("x" "y")', 'a\u2028=\u20291', "a = 'it\\'s'", "a = \"it's\"", "a = 'a\"b'", "a = 'x\"", "a = 'x",
]
PARTS = ['a', 'b.c', 'or', 'and', 'not', 'in', 'startswith', '=', '!=', '~', '!~', '>', '<=', '(', ')', ',', '"x"', '1', '-2.5', 'None', 'True']


def tree(node):
    if isinstance(node.operator, Logical):
        return {"join": node.operator.operator, "left": tree(node.left), "right": tree(node.right)}
    items = node.right.items if isinstance(node.right, List) else [node.right]
    return {"name": node.left.parts, "operator": node.operator.operator, "values": [value(i.value) for i in items]}


def value(v):
    if v is None or isinstance(v, (bool, str)):
        return v
    return {"number": float(v)}


def ask(text):
    try:
        return {"text": text, "tree": tree(DjangoQLParser().parse(text))}
    except DjangoQLError:
        return {"text": text, "tree": None}


random.seed(20261126)
texts = FIXED + [" ".join(random.choices(PARTS, k=random.randint(3, 8))) for _ in range(400)]
texts += ["a = 1 " + " ".join(f"{random.choice(['and', 'or'])} {random.choice(['', '('])}b in (1)" for _ in range(3)) for _ in range(20)]
for text in texts:
    print(json.dumps(ask(text)))
