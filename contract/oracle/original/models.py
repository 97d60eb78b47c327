"""Models with the columns that the serializers here write, in a SQLite database in memory."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import DataError, models
from django_countries.fields import CountryField


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


def is_duration(value):
    """Accepts what authentik makes a duration of: hours=3;minutes=1."""
    units = ["days", "hours", "microseconds", "milliseconds", "minutes", "seconds", "weeks"]
    try:
        pairs = [pair.split("=") for pair in value.split(";")]
        spans = {unit.lower(): float(amount.strip()) for unit, amount in pairs if unit.lower() in units}
        if not spans:
            raise ValueError
        timedelta(**spans)
    except ValueError as error:
        message = "%(value)s is not in the correct format of 'hours=3;minutes=1'."
        raise ValidationError(message, params={"value": value}) from error


def flag(default=False):
    return models.BooleanField(default=default)


def text(default="", **kwargs):
    return models.TextField(default=default, **kwargs)


def duration(default):
    return models.TextField(default=default, validators=[is_duration])


def choice(default, *values):
    return models.TextField(choices=[(value, value) for value in values], default=default)


def amount(default):
    return models.PositiveIntegerField(default=default)


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


class ConsentStage(Stage):
    mode = choice("expiring", "always_require", "permanent", "expiring")
    consent_expire_in = models.TextField("Consent expires in", default="weeks=4", validators=[is_duration])


class UserLoginStage(Stage):
    session_duration = duration("seconds=0")
    terminate_other_sessions = flag()
    remember_me_offset = duration("seconds=0")
    network_binding = choice("no_binding", "no_binding", "bind_asn", "bind_asn_network", "bind_asn_network_ip")
    geoip_binding = choice("no_binding", "no_binding", "bind_continent", "bind_continent_country", "bind_continent_country_city")
    remember_device = duration("days=30")


class EmailStage(Stage):
    use_global_settings = flag()
    host = text("localhost")
    port = models.IntegerField(default=25)
    username = text(blank=True)
    password = text(blank=True)
    use_tls = flag()
    use_ssl = flag()
    timeout = models.IntegerField(default=10)
    from_address = models.EmailField(default="system@authentik.local")
    token_expiry = duration("minutes=30")
    subject = text("authentik")
    template = text("email/password_reset.html")
    activate_user_on_success = flag()
    recovery_max_attempts = amount(5)
    recovery_cache_timeout = duration("minutes=5")


class CaptchaStage(Stage):
    public_key = models.TextField()
    private_key = models.TextField()
    js_url = text("https://www.recaptcha.net/recaptcha/api.js")
    api_url = text("https://www.recaptcha.net/recaptcha/api/siteverify")
    interactive = flag()
    score_min_threshold = models.FloatField(default=0.5)
    score_max_threshold = models.FloatField(default=1.0)
    error_on_invalid_score = flag(True)


DEVICE_CLASSES = ["static", "totp", "webauthn", "duo", "sms", "email"]


def every_device_class():
    return list(DEVICE_CLASSES)


class AuthenticatorValidateStage(Stage):
    not_configured_action = choice("skip", "skip", "deny", "configure")
    device_classes = models.JSONField(default=every_device_class)  # PostgreSQL has arrays
    configuration_stages = models.ManyToManyField(Stage, related_name="+", blank=True)
    last_auth_threshold = duration("seconds=0")
    webauthn_user_verification = choice("preferred", "required", "preferred", "discouraged")


class Prompt(models.Model):
    prompt_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField(unique=True)
    field_key = models.TextField()
    label = models.TextField()
    type = models.CharField(max_length=100, choices=[(value, value) for value in ["text", "username", "number", "radio-button-group", "ak-locale"]])
    required = flag(True)
    placeholder = text(blank=True)
    initial_value = text(blank=True)
    order = models.IntegerField(default=0)
    sub_text = text(blank=True)
    placeholder_expression = flag()
    initial_value_expression = flag()

    class Meta:
        verbose_name = "Prompt"


class Invitation(models.Model):
    invite_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField(validators=[validate_slug])
    expires = models.DateTimeField(null=True, default=None)
    fixed_data = JSONB(default=dict, blank=True)
    single_use = flag()
    created_by = models.ForeignKey(User, on_delete=models.CASCADE)


class Policy(models.Model):
    policy_uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField(unique=True)
    execution_logging = flag()

    class Meta:
        verbose_name = "Policy"


class PasswordPolicy(Policy):
    password_field = text("password")
    amount_digits = amount(0)
    amount_uppercase = amount(0)
    amount_lowercase = amount(0)
    amount_symbols = amount(0)
    length_min = amount(0)
    symbol_charset = text("!\\\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
    error_message = text(blank=True)
    check_static_rules = flag(True)
    check_have_i_been_pwned = flag()
    check_zxcvbn = flag()
    hibp_allowed_count = amount(0)
    zxcvbn_score_threshold = amount(2)


class PasswordExpiryPolicy(Policy):
    days = models.IntegerField()
    deny_only = flag()


class ReputationPolicy(Policy):
    check_ip = flag(True)
    check_username = flag(True)
    threshold = models.IntegerField(default=-5)


class GeoIPPolicy(Policy):
    asns = models.JSONField(default=list)  # PostgreSQL has arrays
    countries = CountryField(multiple=True)
    check_history_distance = flag()
    history_max_distance_km = models.PositiveBigIntegerField(default=100)
    distance_tolerance_km = amount(50)
    history_login_count = amount(5)
    check_impossible_travel = flag()
    impossible_tolerance_km = amount(100)


class EventMatcherPolicy(Policy):
    action = models.TextField(choices=[(value, value) for value in ["login", "model_created", "custom_"]], null=True, default=None)
    client_ip = models.TextField(null=True, default=None)
    app = models.TextField(null=True, default=None)
    model = models.TextField(null=True, default=None)


STAGES = [ConsentStage, UserLoginStage, EmailStage, CaptchaStage, AuthenticatorValidateStage]
POLICIES = [PasswordPolicy, PasswordExpiryPolicy, ReputationPolicy, GeoIPPolicy, EventMatcherPolicy]
CREATED = [Stage, User, Role, Group, UserWriteStage, Token, *STAGES, Prompt, Invitation, Policy, *POLICIES]
