#!/usr/bin/env python3
"""Write catalog/ beside this folder: the languages, and for each the words of every release.

Usage: generate.py [RELEASE=SHELL...]

SHELL is a command that runs the Python code on its standard input in the Django shell of that release, for example
"docker exec -i server ak shell". What it answers to the keys of keys.json is kept in authentik.json.gz, with the keys
themselves; without arguments the catalogue is made again of what is kept there. A release of authentik is asked as a whole, as its own words go before
Django's and those of the other libraries, and its catalogues stand in for one another in ways of their own.

keys.json is written by: go test ./mock/internal/messages -run Keys -update
The same command lists in ../unasked.json which of them were not asked of every release that is kept: these are English.
"""
import gzip, json, pathlib, re, subprocess, sys

HERE = pathlib.Path(__file__).parent
CATALOG = HERE.parent / "catalog"
KEPT = HERE / "authentik.json.gz"

# 2026.2 was recorded but not asked. Its Portuguese is that of the next release, in all texts that were recorded; of the
# other languages, French and Brazilian Portuguese are those of the release before, and no recorded text changes.
EARLIER = {("2026.5-rc1", "pt"): "2026.2"}


def ask(shell, keys):
    code = f"KEYS = {keys!r}\n" + (HERE / "ask.py").read_text()
    output = subprocess.run(shell, shell=True, check=True, input=code, text=True, stdout=subprocess.PIPE).stdout
    answer = next(json.loads(line) for line in output.splitlines() if line.startswith('{"supported"'))
    return {**answer, "asked": keys}


def dated(key, language, answers):
    """The catalogue's entry of a key: a text, or the texts from release to release. None for English throughout."""
    entries, last = [], key
    for i, (release, answer) in enumerate(answers.items()):
        text = answer["texts"].get(key, {}).get(language, key)
        if text != last:
            entry = {"since": EARLIER.get((release, language), release)} if i else {}
            entries.append(entry if text == key else {**entry, "text": text})
            last = text
    if len(entries) == 1 and "since" not in entries[0]:
        return entries[0]["text"]
    return entries or None


def save(name, entries):
    lines = [f" {json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries]
    (CATALOG / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main(shells):
    keys = json.loads((HERE / "keys.json").read_text())
    answers = json.loads(gzip.decompress(KEPT.read_bytes())) if KEPT.exists() else {}
    answers.update({release: ask(shell, keys) for release, shell in shells.items()})
    answers = dict(sorted(answers.items(), key=lambda item: [int(part) for part in re.findall("[0-9]+", item[0])]))  # by age
    KEPT.write_bytes(gzip.compress(json.dumps(answers, sort_keys=True).encode(), mtime=0))
    for old in CATALOG.glob("*.json"):
        old.unlink()
    newest = list(answers.values())[-1]
    save("languages.json", [(name, newest[name]) for name in ("supported", "fallback")])
    for language in newest["supported"]:
        entries = [(key, dated(key, language, answers)) for key in keys]
        if entries := [(key, entry) for key, entry in entries if entry]:
            save(language + ".json", entries)


if __name__ == "__main__":
    main(dict(argument.split("=", 1) for argument in sys.argv[1:]))
