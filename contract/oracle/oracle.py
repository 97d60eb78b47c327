"""Answers what the originals answer: Django REST Framework to requests, orjson and msgspec to documents.

It reads a JSON object a line from the standard input, and writes one for each. A line has one of

    world     what there is from here on: stages, users, roles, groups, tokens, other objects by resource, the time, the
              library for JSON
    resource  a request to a resource, with key, query, method and body
    reader    a document for a reader of JSON, in body

The answer has a status, 0 if the original failed to answer, and a body. Bodies are in base64.
"""

import base64
import json
import sys
from datetime import datetime
from types import MethodType

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["original"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    TIME_ZONE="UTC",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
)
django.setup()

from django.db import connection  # noqa: E402
from django.db.backends.base.operations import BaseDatabaseOperations  # noqa: E402
from original import models, views  # noqa: E402
from rest_framework.test import APIRequestFactory, force_authenticate  # noqa: E402

REQUESTS = APIRequestFactory()


def begin(world):
    """Makes the world as it is said to be."""
    for model in reversed(models.CREATED):
        model.objects.all().delete()
    views.LIBRARY = world["library"]
    views.NOW = datetime.fromisoformat(world["now"])
    models.User.objects.bulk_create(models.User(pk=pk, username=name) for pk, name in world["users"].items())
    models.Role.objects.bulk_create(models.Role(pk=pk) for pk in world["roles"])
    for group in world["groups"]:
        made = models.Group.objects.create(**{name: group[name] for name in ("group_uuid", "name", "is_superuser", "attributes")})
        made.users.set(group["users"])
        made.roles.set(group["roles"])
    for group in world["groups"]:
        models.Group.objects.get(pk=group["group_uuid"]).parents.set(group["parents"])
    models.Stage.objects.bulk_create(models.Stage(pk=pk, name=name) for pk, name in world["stages"].items())
    for stage in world["user_write"]:
        models.UserWriteStage.objects.create(**stage)
    models.Token.objects.bulk_create(models.Token(**token) for token in world["tokens"])
    for resource, objects in world["objects"].items():
        for members in objects:
            create(views.VIEWS[resource].cls.queryset.model, members)
    views.USER = models.User.objects.get(username=world["user"])


def create(model, members):
    """Creates an object with the columns of the model that members has, and the stages that it is linked with."""
    columns = {field.name: members[field.name] for field in model._meta.concrete_fields if field.name in members}
    first = next(iter(model._meta.all_parents), model)  # the model that has the key
    made = model.objects.create(**columns, **{first._meta.pk.name: members["pk"]})
    for link in model._meta.many_to_many:
        getattr(made, link.name).set(members[link.name])


def ask(resource, method, key, query, body):
    """Returns the answer of a resource to a request."""
    view = views.VIEWS[resource]
    request = REQUESTS.generic(method, "/?" + query, body, content_type="application/json")
    force_authenticate(request, user=views.USER)
    keys = {"identifier" if resource == "core/tokens" else "pk": key} if key else {}
    try:
        answer = view(request, **keys).render()
    except Exception as error:  # whatever it is, authentik crashes
        return 0, repr(error).encode()
    return answer.status_code, answer.content


def read(reader, body):
    """Returns what a reader reads, as Python writes it, or its error."""
    try:
        value = views.READERS[reader](body)
    except ValueError as error:
        return 0, str(error).encode()
    except RecursionError:
        return -1, b""
    try:
        return 1, repr(value).encode("utf-8", "surrogatepass")
    except RecursionError:
        return -1, b""


def answer(line):
    if "world" in line:
        begin(line["world"])
        return 0, b""
    body = base64.b64decode(line["body"] or "")
    if "reader" in line:
        return read(line["reader"], body)
    return ask(line["resource"], line["method"], line["key"], line["query"], body)


# Numbers have the bounds of PostgreSQL.
connection.ops.integer_field_range = MethodType(BaseDatabaseOperations.integer_field_range, connection.ops)
with connection.schema_editor() as editor:
    for model in models.CREATED:
        editor.create_model(model)
sys.set_int_max_str_digits(4300)
for text in sys.stdin:
    status, content = answer(json.loads(text))
    sys.stdout.write(json.dumps({"status": status, "body": base64.b64encode(content).decode()}) + "\n")
    sys.stdout.flush()
