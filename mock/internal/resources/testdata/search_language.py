"""Asks DjangoQL, Django REST Framework and PostgreSQL what a search finds: python search_language.py DSN >search_language.jsonl

DSN is a database that may be written to, such as "host=/tmp dbname=postgres user=postgres".
(pip install djangoql==0.19.1 django==5.2.12 djangorestframework==3.17.1 'psycopg[binary]')
The models have the columns of authentik's events and users; the lists are searched as those of authentik 2026.5 are: by the
language, and where a text is not of the language, by words.
"""
import datetime, itertools, json, sys

import django
from django.conf import settings

params = dict(item.split("=", 1) for item in sys.argv[1].split())
settings.configure(
    USE_TZ=True, TIME_ZONE="UTC", INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": params["dbname"], "USER": params.get("user", ""),
                           "HOST": params.get("host", ""), "PORT": params.get("port", "")}},
)
django.setup()
from django.db import connection, models
from djangoql.exceptions import DjangoQLError
from djangoql.queryset import apply_search
from djangoql.schema import BoolField, DateTimeField, DjangoQLSchema, StrField
from rest_framework.exceptions import ValidationError
from rest_framework.filters import SearchFilter
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

USER_TYPES = [("internal", "Internal"), ("external", "External"), ("service_account", "Service Account"), ("internal_service_account", "Internal Service Account")]
ACTIONS = [("login", "Login"), ("login_failed", "Login Failed"), ("model_created", "Model Created"), ("custom_", "Custom Prefix")]


class Event(models.Model):
    event_uuid = models.UUIDField(primary_key=True)
    user = models.JSONField(default=dict)
    action = models.TextField(choices=ACTIONS)
    app = models.TextField()
    context = models.JSONField(default=dict)
    client_ip = models.GenericIPAddressField(null=True)
    created = models.DateTimeField()
    brand = models.JSONField(default=dict)

    class Meta:
        app_label = "asked"


class User(models.Model):
    uuid = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=150)
    name = models.TextField()
    email = models.EmailField()
    path = models.TextField()
    is_active = models.BooleanField()
    type = models.TextField(choices=USER_TYPES)
    attributes = models.JSONField(default=dict)

    class Meta:
        app_label = "asked"


class Document(StrField):
    """A JSON column: the path behind its name belongs to the column."""

    def get_lookup(self, path, operator, value):
        suffix, negated = self.get_operator(operator)
        q = models.Q(**{"__".join(path) + suffix: self.get_lookup_value(value)})
        return ~q if negated else q


def schema(fields):
    class Schema(DjangoQLSchema):
        def get_fields(self, model):
            return fields

        def resolve_name(self, name):
            field = self.models[self.model_label(self.current_model)].get(name.parts[0])
            if not isinstance(field, Document):
                return super().resolve_name(name)
            if name.parts[0] != name.parts[-1]:
                name.parts.append(name.parts[0])  # what stands last is cut off before the look-up
            return field

    return Schema


def document(model, name):
    field = Document(model, name)
    field.type = "relation"
    field.relation = lambda: "asked." + name
    return field


LISTS = {
    "events": (Event, "created", ["event_uuid", "user", "action", "app", "context", "client_ip"], schema([
        StrField(Event, "action"), StrField(Event, "event_uuid"), StrField(Event, "app"), StrField(Event, "client_ip"),
        document(Event, "user"), document(Event, "brand"), document(Event, "context"), DateTimeField(Event, "created")])),
    "users": (User, "username", ["email", "name", "uuid", "username"], schema([
        StrField(User, "username"), StrField(User, "name"), StrField(User, "email"), StrField(User, "path"),
        BoolField(User, "is_active", nullable=True), StrField(User, "type"), document(User, "attributes")])),
}
START = datetime.datetime(2026, 5, 4, 12, 30, tzinfo=datetime.timezone.utc)
EVENTS = [
    dict(app="one", action="login", user={"pk": 4, "username": "akadmin", "email": "a@x.example"}, context={"model": {"pk": "aa", "name": "Group One"}, "n": 1}, client_ip="127.0.0.1", brand={"name": "Default brand"}),
    dict(app="two", action="login_failed", user={"pk": 5, "username": "ida", "email": ""}, context={"username": "ida", "n": 2, "list": ["x", {"k": "v"}]}, client_ip="10.0.0.7", brand={"name": "Brand b.example"}),
    dict(app="three", action="model_created", user={}, context={}, client_ip=None, brand={}),
    dict(app="four.five", action="custom_", user={"username": None}, context={"n": 2.5, "deep": {"er": {"est": "end"}}, "yes": True, "user": "inner", "exact": "E", "in": "x"}, client_ip="2001:db8::1", brand={"name": "brand"}),
    dict(app="50% off_", action="login", user={"username": "Åsa"}, context={"text": "50% off_ \\ \"quoted\"", "empty": "", "null": None}, client_ip="10.0.0.10", brand={"name": "\u0130"}),
]
USERS = [
    dict(username="ada", name="Ada A", email="ada@x.example", path="users", is_active=True, type="internal", attributes={"dept": "math", "level": 3, "tags": ["a", "b"]}),
    dict(username="ben", name="", email="", path="users/sub", is_active=False, type="external", attributes={}),
    dict(username="Cleo", name="Cleo C", email="c@y.example", path="goauthentik.io", is_active=True, type="service_account", attributes={"dept": "Math", "nested": {"dept": "art"}, "flag": False}),
]

STRINGS = ['"akadmin"', '"ida"', "'ida'", '"AK"', '""', '"x"', '"one"', '"login"', '"Login"', '"Login Failed"', '"50% off_"', '"10.0.0"', '"10.0.0.7"', '"::ffff:10.0.0.7"', '"2001:DB8:0::1"', '"nonsense"', '"Default brand"', '"2026-05-04"', '"2026-5-4"', '"2026-05-04 12:30"', '"2026-05-04 12:30:00"', '"2026-13-40"', '"2026"', '"\\u00c5sa"', '"\\u0000"', '"\\ud83d"', '"00000000-0000-0000-0000-000000000002"', '"{00000000000000000000000000000002}"', '"00000000"']
OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~", "!~", "startswith", "not startswith", "endswith", "not endswith"]
EVENT_NAMES = ["action", "event_uuid", "app", "client_ip", "created", "user.username", "context.username", "context.n", "brand.name", "context.text"]
USER_STRINGS = ['"ada"', '"Ada"', '"math"', '"users"', '"Internal"', '"internal"', '""', '"b"', '"a@"']
USER_NAMES = ["username", "name", "email", "path", "type", "attributes.dept", "attributes.nested.dept", "attributes.tags"]
EVENT_TEXTS = [
    "user", "user = \"x\"", "user = None", "user ~ \"ida\"", "user.user = \"x\"", "user.user ~ \"ida\"", "user.user.user ~ \"x\"", "context.user.context = \"inner\"", "context.context ~ \"group\"",
    "context.user = \"inner\"", "user.username = None", "user.username = 5", "user.pk = 4", "user.pk = \"4\"", "user.pk in (4)", "context.yes = True", "context.yes = \"true\"", "context.yes ~ \"TRUE\"", "context.n ~ \"2\"",
    "context.null = \"x\"", "context.null != \"x\"", "context.null ~ \"x\"", "context.null !~ \"x\"", "context.missing != \"x\"", "context.missing !~ \"x\"", "context.missing not in (\"x\")", "context.empty = \"\"",
    "context.deep.er.est = \"end\"", "context.deep__er__est = \"end\"", "context.deep.er ~ \"end\"", "context.list__0 = \"x\"", "context.list = \"x\"", "context.list.contains = \"x\"", "context.list ~ \"x\"",
    "context.username.exact = \"ida\"", "context.username.iexact = \"IDA\"", "context.username.icontains = \"D\"", "context.username.contains = \"ida\"", "context.username.regex = \"^i\"", "context.username.isnull = \"x\"",
    "context.username.in = \"ida\"", "context.in.in = \"xy\"", "context.username.startswith = \"id\"", "context.has_key = \"username\"", "context.username.gt = \"a\"", "context.exact.exact = \"E\"", "context.exact = \"E\"", "context.context.exact = \"E\"",
    "user.username in (\"ida\", \"akadmin\")", "user.username not in (\"ida\")", "user.username in (\"ida\", 5)", "user.username in (None)", "context.in in (\"x\")", "app in (\"one\", \"two\")", "app not in (\"one\")", "app in (\"one\", None)",
    "action in (\"Login\", \"custom_\", \"nope\")", "action not in (\"Login\")", "action ~ \"LOG\"", "event_uuid in (\"00000000-0000-0000-0000-000000000001\")", "event_uuid in (\"bad\")", "client_ip in (\"10.0.0.7\", \"127.0.0.1\")", "client_ip in (\"bad\")",
    "client_ip not in (\"10.0.0.7\")", "client_ip = None", "client_ip != None", "created = None", "created in (\"2026-05-04 12:30\")", "created in (\"2026-05-04\", \"x\")", "created not in (\"2026-05-04 12:30\")", "created > \"2026-05-04  12:30\"", "created = \"2026-05-04 1:1\"",
    "created = \"2026-02-30\"", "created = \"2026-05-04 12:30:60\"", "created ~ \"2026-05-04 12:30\"",
    "action.user = \"x\"", "action.user = None", "action.user.x = \"x\"", "app.app = \"one\"", "app.action = \"login\"", "app.action = 5", "app.nope = \"x\"", "app.nope.x = 5", "created.app = \"x\"", "nope = \"x\"", "nope", "Action = \"login\"",
    "app = \"one\" or app = \"two\"", "app = \"one\" and app = \"two\"", "app = \"one\" or app = \"two\" and action = \"login\"", "app = \"one\" and action = \"nope\" or app = \"two\"", "(app = \"one\" or app = \"two\") and action = \"login\"", "app = \"one\" and nope = 1", "app = \"one\" or user = \"x\"",
    "not app = \"one\"", "app = 5", "app = True", "app > 5", "app ~ \"one\" x", "ida", "ida login", "\"login\"", "akadmin", "model_created", "10.0.0", "n", "\"username\": \"ida\"", "  ", "5", "login,ida",
]
USER_TEXTS = [
    "is_active = True", "is_active != True", "is_active = False", "is_active = None", "is_active != None", "is_active in (True, None)", "is_active in (None)", "is_active not in (None)", "is_active not in (True)", "is_active = 1", "is_active = \"True\"", "is_active > True",
    "type in (\"Internal\", \"External\")", "type = \"Service Account\"", "attributes.level = 3", "attributes.level = \"3\"", "attributes.level ~ \"3\"", "attributes.flag ~ \"false\"", "attributes.tags__0 = \"a\"", "attributes = \"x\"", "attributes.attributes ~ \"math\"",
    "username ~ \"a\" and is_active = True", "username = \"ada\" or username = \"ben\"", "username.name = \"x\"", "username.attributes = None", "uuid = \"x\"", "ada", "x.example", "attributes.dept = \"math\" or attributes.dept = \"Math\"", "name = \"\"", "email = \"\" and name = \"\"", "attributes.dept in (\"math\")", "attributes.dept not in (\"math\")",
]


class View:
    def __init__(self, fields):
        self.search_fields = fields


def found(name, text):
    model, order, words, fields = LISTS[name]
    rows = model.objects.order_by(order)
    request = Request(APIRequestFactory().get("/", {"search": text}))
    search = text.replace("\0", "")
    try:
        try:
            rows = apply_search(rows, search, schema=fields) if search else SearchFilter().filter_queryset(request, rows, View(words))
        except DjangoQLError:
            rows = SearchFilter().filter_queryset(request, rows, View(words))
        return [row.app if name == "events" else row.username for row in rows]
    except ValidationError:
        return 400
    except Exception:
        connection.rollback() if not connection.get_autocommit() else None
        return 500


with connection.schema_editor() as editor:
    for model in (Event, User):
        editor.create_model(model)
try:
    for i, row in enumerate(EVENTS):
        Event.objects.create(event_uuid=f"00000000-0000-0000-0000-{i:012}", created=START + datetime.timedelta(microseconds=i), **row)
    for i, row in enumerate(USERS):
        User.objects.create(uuid=f"00000000-0000-0000-0000-{i:012}", **row)
    print(json.dumps({"list": "", "rows": {"events": EVENTS, "users": USERS}}))
    asked = [("events", f"{n} {o} {v}") for n, o, v in itertools.product(EVENT_NAMES, OPERATORS, STRINGS)] + [("events", t) for t in EVENT_TEXTS]
    asked += [("users", f"{n} {o} {v}") for n, o, v in itertools.product(USER_NAMES, OPERATORS, USER_STRINGS)] + [("users", t) for t in USER_TEXTS]
    for name, text in asked:
        print(json.dumps({"list": name, "text": text, "found": found(name, text)}))
finally:
    with connection.schema_editor() as editor:
        for model in (Event, User):
            editor.delete_model(model)
