"""Ask a running authentik for its words: piped into the Django shell of a release by generate.py, which puts KEYS, the
English texts to ask for, before it.

One line of the output is JSON: "supported", the languages in Django's order; "fallback", the languages that Django tries
in place of others; and "texts", by key, what each language says that does not say it in English. Django writes
placeholders as %(name)s where the keys have {name}.

What the models declare is asked of them: some modules of authentik translate when they are loaded, which is into English.
"""
import json, re

from django.apps import apps
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.functional import Promise


def declared():
    """What models and their fields are called and explained by, by the English text."""
    with translation.override("en"):
        for model in apps.get_models(include_auto_created=True):
            texts = [model._meta.verbose_name, model._meta.verbose_name_plural]
            for field in model._meta.get_fields():
                if hasattr(field, "help_text"):  # not the relations of other models
                    texts += [field.verbose_name, field.help_text]
            yield from ((str(text), text) for text in texts)


def fixed():
    """Texts that some model declares and none translates."""
    lazy = {text for text, value in DECLARED if isinstance(value, Promise)}
    return {text for text, _ in DECLARED} - lazy


DECLARED = list(declared())
FIXED = fixed()

def sources(key):
    """How the program may spell a key."""
    return dict.fromkeys([key, *(re.sub(r"\{(\w+)\}", rf"%(\1){kind}", key) for kind in "sd")])


def say(key):
    if key in FIXED:
        return key
    for source in sources(key):
        text = translation.gettext(source)
        if text != source and "%(" in key:
            return text  # a text that authentik shows as it stands
        if text != source:
            return re.sub(r"%\((\w+)\)[sd]", r"{\1}", text)
    return key


def ask(keys):
    supported = [language.lower() for language, _ in settings.LANGUAGES if translation.check_for_language(language)]
    texts = {}
    for language in supported:
        with translation.override(language):
            for key in keys:
                if (text := say(key)) != key:
                    texts.setdefault(key, {})[language] = text
    fallback = {language: info["fallback"] for language, info in LANG_INFO.items() if "fallback" in info}
    return {"supported": supported, "fallback": fallback, "texts": texts}


print("\n" + json.dumps(ask(KEYS)))
