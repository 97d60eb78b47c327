"""Serializers and views that Django REST Framework runs: what the declarations of the fake say, said to the original."""

from datetime import timedelta

import msgspec
import orjson
from django_countries.serializers import CountryFieldMixin
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ParseError
from rest_framework.fields import ChoiceField, IntegerField, JSONField, ListField
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer, ValidationError
from rest_framework.viewsets import ModelViewSet

from . import models
from .models import Group, Token, UserWriteStage

NOW = None  # the time that is frozen in both
LIBRARY = None  # the name of the library for JSON
READERS = {"orjson": orjson.loads, "msgspec": lambda body: msgspec.json.decode(body.decode())}  # as authentik calls them
WRITERS = {"orjson": lambda value: orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS), "msgspec": msgspec.json.encode}


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


TEMPLATES = ["password_reset", "account_confirmation", "email_otp", "event_notification"]


class EmailStageSerializer(ModelSerializer):
    class Meta:
        model = models.EmailStage
        fields = [
            "name", "use_global_settings", "host", "port", "username", "password", "use_tls", "use_ssl", "timeout", "from_address",
            "token_expiry", "subject", "template", "activate_user_on_success", "recovery_max_attempts", "recovery_cache_timeout",
        ]
        extra_kwargs = {"password": {"write_only": True}}

    def validate_template(self, template):
        if template not in [f"email/{name}.html" for name in TEMPLATES]:
            raise ValidationError(f"Invalid template '{template}' specified.")
        return template


class CaptchaStageSerializer(ModelSerializer):
    class Meta:
        model = models.CaptchaStage
        fields = [
            "name", "public_key", "private_key", "js_url", "api_url", "interactive", "score_min_threshold", "score_max_threshold",
            "error_on_invalid_score",
        ]
        extra_kwargs = {"private_key": {"write_only": True}}


class AuthenticatorValidateStageSerializer(ModelSerializer):
    device_classes = ListField(
        child=ChoiceField(choices=models.DEVICE_CLASSES), allow_empty=False, required=False
    )

    class Meta:
        model = models.AuthenticatorValidateStage
        fields = [
            "name", "not_configured_action", "device_classes", "configuration_stages", "last_auth_threshold", "webauthn_user_verification",
        ]

    def validate_not_configured_action(self, action):
        if action == "configure" and not self.initial_data.get("configuration_stages"):
            raise ValidationError('When "Not configured action" is set to "Configure", you must set a configuration stage.')
        return action


class PromptSerializer(ModelSerializer):
    class Meta:
        model = models.Prompt
        fields = [
            "name", "field_key", "label", "type", "required", "placeholder", "initial_value", "order", "sub_text",
            "placeholder_expression", "initial_value_expression",
        ]


class InvitationSerializer(ModelSerializer):
    fixed_data = ObjectField(required=False)

    class Meta:
        model = models.Invitation
        fields = ["name", "expires", "fixed_data", "single_use"]

    def validate(self, values):
        if values.get("expires") is None and ("expires" in values or not self.instance):
            values["expires"] = NOW + timedelta(minutes=30)
        if not self.instance:
            values["created_by"] = self.context["request"].user
        return values


class ReputationPolicySerializer(ModelSerializer):
    class Meta:
        model = models.ReputationPolicy
        fields = ["name", "execution_logging", "check_ip", "check_username", "threshold"]

    def validate(self, values):
        if not values.get("check_ip") and not values.get("check_username"):
            raise ValidationError("Either IP or Username must be checked")
        return values


class GeoIPPolicySerializer(CountryFieldMixin, ModelSerializer):
    asns = ListField(child=IntegerField(min_value=-(2**31), max_value=2**31 - 1), required=False)

    class Meta:
        model = models.GeoIPPolicy
        fields = [
            "name", "execution_logging", "asns", "countries", "check_history_distance", "history_max_distance_km",
            "distance_tolerance_km", "history_login_count", "check_impossible_travel", "impossible_tolerance_km",
        ]


class EventMatcherPolicySerializer(ModelSerializer):
    app = ChoiceField(choices=["authentik.core", "authentik.flows"], required=False, allow_null=True)
    model = ChoiceField(choices=["authentik_core.user", "authentik_flows.flow"], required=False, allow_null=True)

    class Meta:
        model = models.EventMatcherPolicy
        fields = ["name", "execution_logging", "action", "client_ip", "app", "model"]

    def validate(self, values):
        values["action"]  # is looked at first, and no field takes the empty text that the others are then looked at for
        return values


def every_column(of):
    """Returns the serializer of a model, whose members are its columns."""
    names = [field.name for field in of._meta.concrete_fields if not field.primary_key and not field.is_relation]
    parent = [name for name in names if name in ("name", "execution_logging")]
    meta = type("Meta", (), {"model": of, "fields": parent + [name for name in names if name not in parent]})
    return type(of.__name__ + "Serializer", (ModelSerializer,), {"Meta": meta})


class Pagination(PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_paginated_response(self, data):
        page = self.page
        pagination = {
            "next": page.next_page_number() if page.has_next() else 0,
            "previous": page.previous_page_number() if page.has_previous() else 0,
            "count": page.paginator.count,
            "current": page.number,
            "total_pages": page.paginator.num_pages,
            "start_index": page.start_index(),
            "end_index": page.end_index(),
        }
        return Response({"pagination": pagination, "results": data})


class View(ModelViewSet):
    parser_classes = [Parser]
    renderer_classes = [Renderer]
    authentication_classes = []
    permission_classes = []
    pagination_class = Pagination
    filter_backends = [SearchFilter, DjangoFilterBackend, OrderingFilter]


def view(of, serializer, key, filters=None, search=("name",)):
    """Returns the view of a model; filters are the members to filter by, by default all columns."""
    members = {
        "queryset": of.objects.order_by("pk"), "serializer_class": serializer, "lookup_field": key, "filterset_fields": filters or "__all__",
        "search_fields": search,
    }
    made = type(of.__name__ + "View", (View,), members)
    return made.as_view({"get": "list", "post": "create", "put": "update", "patch": "partial_update"})


STAGE_EMAIL_FILTERS = [
    "name", "use_global_settings", "host", "port", "username", "use_tls", "use_ssl", "timeout", "from_address", "token_expiry", "subject",
    "template", "activate_user_on_success",
]
PROMPT_FILTERS = ["field_key", "name", "label", "type", "placeholder"]

VIEWS = {
    "stages/user_write": view(UserWriteStage, StageSerializer, "pk"),
    "core/groups": view(Group, GroupSerializer, "pk", ["name"]),
    "core/tokens": view(Token, TokenSerializer, "identifier", ["identifier"]),
    "stages/consent": view(models.ConsentStage, every_column(models.ConsentStage), "pk"),
    "stages/user_login": view(models.UserLoginStage, every_column(models.UserLoginStage), "pk"),
    "stages/email": view(models.EmailStage, EmailStageSerializer, "pk", STAGE_EMAIL_FILTERS),
    "stages/captcha": view(models.CaptchaStage, CaptchaStageSerializer, "pk", ["name", "public_key"]),
    "stages/authenticator/validate": view(
        models.AuthenticatorValidateStage, AuthenticatorValidateStageSerializer, "pk", ["name", "not_configured_action", "configuration_stages"]
    ),
    "stages/prompt/prompts": view(models.Prompt, PromptSerializer, "pk", PROMPT_FILTERS, PROMPT_FILTERS),
    "stages/invitation/invitations": view(models.Invitation, InvitationSerializer, "pk", ["name", "expires"], ["name", "created_by__username"]),
    "policies/password": view(models.PasswordPolicy, every_column(models.PasswordPolicy), "pk"),
    "policies/password_expiry": view(models.PasswordExpiryPolicy, every_column(models.PasswordExpiryPolicy), "pk"),
    "policies/reputation": view(models.ReputationPolicy, ReputationPolicySerializer, "pk", None, ["name", "threshold"]),
    "policies/geoip": view(models.GeoIPPolicy, GeoIPPolicySerializer, "pk", ["name"]),
    "policies/event_matcher": view(models.EventMatcherPolicy, EventMatcherPolicySerializer, "pk"),
}
