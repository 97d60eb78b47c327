"""Serializers and views that Django REST Framework runs: what the declarations of the fake say, said to the original."""

from datetime import timedelta

import msgspec
import orjson
from rest_framework.exceptions import ParseError
from rest_framework.fields import JSONField
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import ModelSerializer, ValidationError
from rest_framework.viewsets import ModelViewSet

from .models import Group, Token, UserWriteStage

NOW = None  # the time that is frozen in both
LIBRARY = None  # the name of the library for JSON
READERS = {"orjson": orjson.loads, "msgspec": lambda body: msgspec.json.decode(body.decode())}  # as authentik calls them
WRITERS = {"orjson": orjson.dumps, "msgspec": msgspec.json.encode}


class Parser(JSONParser):
    def parse(self, stream, *_):
        try:
            return READERS[LIBRARY](stream.read())
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error


class Renderer(JSONRenderer):
    def render(self, data, *_):
        return WRITERS[LIBRARY](plain(data))


def plain(data):
    """Returns data without the classes of REST Framework, which writers of JSON do not know."""
    if isinstance(data, dict):
        return {name: plain(value) for name, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return str(data) if isinstance(data, str) else data


def is_object(value):
    if not isinstance(value, dict):
        raise ValidationError("Value must be a dictionary, and not have any duplicate keys.")


class ObjectField(JSONField):
    default_validators = [is_object]


class StageSerializer(ModelSerializer):
    class Meta:
        model = UserWriteStage
        fields = ["name", "user_creation_mode", "create_users_as_inactive", "create_users_group", "user_type", "user_path_template"]


class GroupSerializer(ModelSerializer):
    attributes = ObjectField(required=False)

    class Meta:
        model = Group
        fields = ["name", "is_superuser", "parents", "users", "attributes", "roles"]
        extra_kwargs = {"users": {"default": list}}


class TokenSerializer(ModelSerializer):
    class Meta:
        model = Token
        fields = ["managed", "identifier", "intent", "user", "description", "expires", "expiring"]
        extra_kwargs = {"user": {"required": False}}

    def validate_user(self, user):
        if self.instance and self.instance.user_id != user.pk:
            raise ValidationError("User cannot be changed")
        return user

    def validate(self, values):
        values.setdefault("user", self.context["request"].user)
        intent = values.setdefault("intent", "api")
        latest = NOW + timedelta(minutes=30)
        if intent == "api":
            values["expires"] = latest
        elif intent != "app_password":
            raise ValidationError({"intent": f"Invalid intent {intent}"})
        elif values.get("expires") and values["expires"] > latest:
            raise ValidationError({"expires": f"Token expires exceeds maximum lifetime ({latest} UTC)."})
        return values


class View(ModelViewSet):
    parser_classes = [Parser]
    renderer_classes = [Renderer]
    authentication_classes = []
    permission_classes = []


def view(of, serializer, key):
    name = of.__name__ + "View"
    made = type(name, (View,), {"queryset": of.objects.all(), "serializer_class": serializer, "lookup_field": key})
    return made.as_view({"post": "create", "put": "update", "patch": "partial_update"})


VIEWS = {
    "stages/user_write": view(UserWriteStage, StageSerializer, "pk"),
    "core/groups": view(Group, GroupSerializer, "pk"),
    "core/tokens": view(Token, TokenSerializer, "identifier"),
}
