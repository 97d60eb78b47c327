#!/usr/bin/env python3
"""Write catalog/ beside this folder: the languages, and for each the words of every recorded release.

Usage: generate.py RECORDINGS RELEASE=PYTHON...

RECORDINGS is the folder with <release>/languages.jsonl and requests/languages.json. PYTHON is an interpreter with the
packages of that release, for ask.py; 2025.10 and 2025.12 pin djangorestframework 3.16.1, 2026.5 pins 3.17.1, and all of
them Django 5.2, django-filter 25.2 and django-countries 8.

Two sources are laid over one another. What Django and Django REST Framework answer when they are asked is the ground;
what a real server was recorded to say in the place of it wins. The recordings have one scenario for each value of
Accept-Language, with the same steps, so that an answer in another language stands beside the English one. Where the
two sources differ, authentik's own catalogue has spoken, which is found for pt-br under pt_BR and, as gettext does
when that is missing, under pt.
"""
import json, pathlib, re, subprocess, sys

CATALOG = pathlib.Path(__file__).parent.parent / "catalog"
# Placeholders for names of models and fields, which are translated themselves.
NAMES = ("model_name", "field_label")
# Members of a good answer that are translated.
TRANSLATED_MEMBERS = ("verbose_name", "verbose_name_plural")
# Names that authentik leaves untranslated, as the model's author gave none: Stage.name.
PLAIN_MODEL = "stage"


def pattern(template):
    """A template as a regular expression with a group for each placeholder."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(template)), re.DOTALL)


def fill(template, values):
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], template)


def leaves(tree, path=()):
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, path + (name,))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, path + (index,))
    elif isinstance(tree, str):
        yield path, tree


def recorded_pairs(folder):
    """(language, English text, text) of every text that was recorded in both, in answers to the same step."""
    exchanges = [json.loads(line) for line in (folder / "languages.jsonl").read_text().splitlines()]
    english = {e["step"]: dict(leaves(e.get("body"))) for e in exchanges if e["scenario"] == "language/en"}
    for exchange in exchanges:
        language = exchange["headers"]["content-language"]
        for path, text in leaves(exchange.get("body")):
            source = english[exchange["step"]].get(path)
            if source and (exchange["status"] >= 400 or path[-1] in TRANSLATED_MEMBERS):
                yield language, source, text


def learn(asked, source, text):
    """What a recorded text teaches beside what was asked: by key, the text."""
    for key, template in asked.items():
        found = pattern(key).fullmatch(source)
        if not found:
            continue
        values = found.groupdict()
        if not any(name in values for name in NAMES):
            return {} if fill(template, values) == text else {key: unfill(text, values)}
        if values["model_name"] == PLAIN_MODEL:
            assert fill(template, values) == text, (source, text)
            return {}
        said = pattern(template).fullmatch(text).groupdict()
        return {values[name]: said[name] for name in NAMES}
    return {source: text}


def unfill(text, values):
    for name, value in values.items():
        assert text.count(value) == 1, (text, values)
        text = text.replace(value, "{" + name + "}")
    return text


def recorded_words(folder, asked):
    """By language, the words of authentik's own catalogue that a release was recorded to say."""
    words = {}
    for language, source, text in recorded_pairs(folder):
        words.setdefault(language, {}).update(learn(asked[language], source, text))
    keys = {key for own in words.values() for key, text in own.items() if text != asked["en"].get(key, key)}
    for language, source, text in recorded_pairs(folder):
        if source in keys:  # said as Django says it, which is worth knowing of a word that authentik may translate
            words[language].setdefault(source, text)
    return {language: {key: text for key, text in own.items() if key in keys} for language, own in words.items()}


def complete(own):
    """Fill in what one release was not recorded to say, from the nearest one of like mind; own is in order of time.

    Two releases are of like mind in a language when what both said is translated in both or in neither: a catalogue
    that came or went between them shows."""
    full = [dict(words) for words in own]
    for i, words in enumerate(own):
        donors = sorted((d for d in range(len(own)) if d != i), key=lambda d: abs(d - i))
        for donor in donors:
            shared = words.keys() & own[donor].keys()
            if all((words[key] == key) == (own[donor][key] == key) for key in shared):
                full[i] = {**own[donor], **full[i]}
    return full


def final_texts(language, asked, own):
    """By release, everything that is said in a language."""
    base = language if language in own[0] else language.split("-")[0]
    completed = complete([words.get(base, {}) for words in own])
    texts = []
    for release_asked, words in zip(asked, completed):
        if base != language:
            words = {key: text for key, text in words.items() if text != release_asked[base].get(key, key)}
        texts.append({**release_asked[language], **words})
    return texts


def dated(key, releases, texts):
    """The catalogue's entry of a key: a text, or the texts from release to release. None for English throughout."""
    entries, last = [], key
    for release, said in zip(releases, texts):
        text = said.get(key, key)
        if text != last:
            entries.append({"text": text} if release == releases[0] else {"since": release, "text": text})
            last = text
    if len(entries) == 1 and "since" not in entries[0]:
        return entries[0]["text"]
    return entries or None


def save(name, entries):
    lines = [f"  {json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries]
    (CATALOG / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main(recordings, interpreters):
    CATALOG.mkdir(exist_ok=True)
    ask = pathlib.Path(__file__).with_name("ask.py")
    answers = [json.loads(subprocess.check_output([python, ask])) for python in interpreters.values()]
    asked = [answer["texts"] for answer in answers]
    own = [recorded_words(recordings / release, texts) for release, texts in zip(interpreters, asked)]
    save("languages.json", [(name, answers[-1][name]) for name in ("supported", "fallback")])
    for language in answers[-1]["supported"]:
        texts = final_texts(language, asked, own)
        keys = sorted({key for said in texts for key in said})
        entries = [(key, dated(key, list(interpreters), texts)) for key in keys]
        if entries := [(key, entry) for key, entry in entries if entry]:
            save(language + ".json", entries)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), dict(argument.split("=", 1) for argument in sys.argv[2:]))
