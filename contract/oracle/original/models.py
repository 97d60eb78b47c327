"""Models with the columns that the serializers here write, in a SQLite database in memory."""

import json
import uuid
from decimal import Decimal

from django.db import DataError, models


def numeric(text):
    """Returns a number as PostgreSQL writes it: without an exponent, and without the sign of a zero."""
    number = Decimal(text)
    plain = format(number if number else abs(number), "f")
    return float(plain) if "." in plain else int(plain)


class JSONB(models.JSONField):
    """JSON as PostgreSQL keeps it: without the character 0, and with numbers of its own."""

    def from_db_value(self, value, expression, connection):
        return json.loads(value, parse_float=numeric)

    def get_db_prep_value(self, value, connection, prepared=False):
        text = super().get_db_prep_value(value, connection, prepared)
        if "\\u0000" in text.replace("\\\\", ""):
            raise DataError("unsupported Unicode escape sequence")
        return text


class Stage(models.Model):
    stage_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField(unique=True)


class User(models.Model):
    username = models.TextField(unique=True)
    is_authenticated = True


class Role(models.Model):
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)


class Group(models.Model):
    group_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField("name", unique=True)
    is_superuser = models.BooleanField(default=False)
    parents = models.ManyToManyField("self", blank=True, symmetrical=False)
    users = models.ManyToManyField(User, blank=True)
    attributes = JSONB(default=dict, blank=True)
    roles = models.ManyToManyField(Role, blank=True)

    class Meta:
        verbose_name = "Group"


class UserWriteStage(Stage):
    class Creation(models.TextChoices):
        NEVER_CREATE = "never_create"
        CREATE_WHEN_REQUIRED = "create_when_required"
        ALWAYS_CREATE = "always_create"

    class Type(models.TextChoices):
        INTERNAL = "internal"
        EXTERNAL = "external"
        SERVICE_ACCOUNT = "service_account"
        INTERNAL_SERVICE_ACCOUNT = "internal_service_account"

    user_creation_mode = models.TextField(choices=Creation.choices, default=Creation.CREATE_WHEN_REQUIRED)
    create_users_as_inactive = models.BooleanField(default=False)
    create_users_group = models.ForeignKey(Group, null=True, default=None, on_delete=models.SET_DEFAULT)
    user_type = models.TextField(choices=Type.choices, default=Type.EXTERNAL)
    user_path_template = models.TextField(default="", blank=True)


class Token(models.Model):
    class Intent(models.TextChoices):
        VERIFICATION = "verification"
        API = "api"
        RECOVERY = "recovery"
        APP_PASSWORD = "app_password"

    token_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    managed = models.TextField("Managed by authentik", null=True, default=None, unique=True)
    identifier = models.SlugField(max_length=255, unique=True)
    intent = models.TextField(choices=Intent.choices, default=Intent.VERIFICATION)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    description = models.TextField(default="", blank=True)
    expires = models.DateTimeField(null=True, default=None)
    expiring = models.BooleanField(default=True)

    class Meta:
        verbose_name = "Token"


CREATED = [Stage, User, Role, Group, UserWriteStage, Token]
