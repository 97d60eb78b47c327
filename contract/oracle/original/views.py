"""Serializers and views that Django REST Framework runs: what the declarations of the fake say, said to the original."""

from datetime import timedelta

from drf_orjson_renderer.parsers import ORJSONParser
from drf_orjson_renderer.renderers import ORJSONRenderer
from rest_framework.fields import JSONField
from rest_framework.serializers import ModelSerializer, ValidationError
from rest_framework.viewsets import ModelViewSet

from .models import Group, Token, UserWriteStage

NOW = None  # the time that is frozen in both


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
    parser_classes = [ORJSONParser]
    renderer_classes = [ORJSONRenderer]
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
