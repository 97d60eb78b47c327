#!/usr/bin/env python3
"""Ask Django and Django REST Framework for their messages in every language they speak, as JSON.

Run it with the packages of one authentik release, as its pyproject.toml pins them; generate.py does. The order of the
apps is authentik's: of two apps that translate one message, the first is heard.

The answer holds "supported", the languages in Django's order; "fallback", the languages that Django tries in place of
others; and "texts", by language and English text. A placeholder is written {name}, Django's %(name)s included.
"""
import json, re, sys

import django
from django.conf import settings

settings.configure(
    LANGUAGE_CODE="en-us",
    USE_I18N=True,
    INSTALLED_APPS=[
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "django.contrib.humanize",
        "rest_framework",
        "django_filters",
        "django_countries",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
)
django.setup()

from django import forms
from django.conf.locale import LANG_INFO
from django.core import validators as django_validators
from django.db import models
from django.utils import translation
from rest_framework import exceptions, fields, pagination, relations, serializers, validators

CLASSES = [
    fields.BooleanField, fields.CharField, fields.ChoiceField, fields.DateTimeField, fields.DictField,
    fields.EmailField, fields.IntegerField, fields.JSONField, fields.ListField, fields.SlugField, fields.UUIDField,
    relations.ManyRelatedField, relations.PrimaryKeyRelatedField, serializers.ListSerializer, serializers.Serializer,
    forms.CharField, forms.ChoiceField, forms.DateTimeField, forms.IntegerField, forms.DecimalField,
    forms.ModelChoiceField, forms.ModelMultipleChoiceField, forms.MultipleChoiceField, forms.UUIDField,
]
MESSAGES = [
    models.Field.default_error_messages["unique"],
    models.UUIDField.default_error_messages["invalid"],
    pagination.PageNumberPagination.invalid_page_message,
    validators.UniqueTogetherValidator.message,
    validators.UniqueTogetherValidator.missing_message,
    validators.UniqueValidator.message,
    django_validators.EmailValidator.message,
    django_validators.MaxValueValidator.message,
    django_validators.MinValueValidator.message,
    django_validators.ProhibitNullCharactersValidator.message,
    django_validators.validate_slug.message,
]
# Names of fields that stand inside of messages and that the models mark as translatable.
NAMES = ["name"]


def messages():
    yield from MESSAGES
    for cls in CLASSES:
        for ancestor in cls.__mro__:
            yield from getattr(ancestor, "default_error_messages", {}).values()
    for error in exceptions.APIException.__subclasses__():
        yield error.default_detail


def source_texts():
    """The texts in English, as the programs spell them."""
    with translation.override(None):
        return sorted({str(message) for message in messages()} | set(NAMES))


def braces(text):
    return re.sub(r"%\((\w+)\)[sd]", r"{\1}", text)


def texts(language):
    with translation.override(language):
        return {braces(source): braces(translation.gettext(source)) for source in source_texts()}


supported = [language.lower() for language, _ in settings.LANGUAGES if translation.check_for_language(language)]
json.dump(
    {
        "supported": supported,
        "fallback": {language: info["fallback"] for language, info in LANG_INFO.items() if "fallback" in info},
        "texts": {language: texts(language) for language in supported},
    },
    sys.stdout,
)
