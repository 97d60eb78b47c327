"""Runs Schemathesis against the fake, with the OpenAPI document of a profile, and prints what kinds of answers it named.

    python run.py --binary bin/authentik-mock --profile 2025.10 --profile latest

Needs the packages of requirements.txt. make schemathesis prepares it. Exits with 1 if there is a failure that known.py does
not explain: Schemathesis shows it, with a request that shows it again.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import document

HERE = pathlib.Path(__file__).parent
TOKEN = "schemathesis-token"


def main():
    parser = argparse.ArgumentParser(description="Run Schemathesis against the fake.")
    parser.add_argument("--binary", type=pathlib.Path, required=True, help="the authentik-mock to run")
    parser.add_argument("--profile", action="append", required=True, help="a profile, or latest; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="which requests; the same seed gives the same")
    parser.add_argument("--examples", type=int, default=4, help="how many requests of each kind the random phases make for an operation")
    parser.add_argument("--seconds", type=int, help="go on with random requests for so long, which no longer gives the same ones")
    parser.add_argument("--include", help="only operations whose path matches this regular expression")
    arguments = parser.parse_args()
    failed = [profile for profile in arguments.profile if not run(profile, arguments)]
    if failed:
        sys.exit(1)


def run(profile, arguments):
    """Runs Schemathesis for a profile, and returns whether every failure is known."""
    with tempfile.TemporaryDirectory() as folder, Fake(arguments.binary, profile, folder) as fake:
        whole = document.amended(fake.document(), HERE.parents[1].glob("schemas/*/deviations.json"))
        path, seen = pathlib.Path(folder, "openapi.json"), pathlib.Path(folder, "seen.json")
        path.write_text(json.dumps(whole))
        command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
        command += ["run", path, "--generation-database", "none"]
        command += ["--url", fake.address + "/api/v3", "--header", "Authorization: Bearer " + TOKEN, "--no-color"]
        command += ["--seed", arguments.seed, "--max-examples", arguments.examples]
        if arguments.seconds:
            command += ["--max-time", arguments.seconds]
        if arguments.include:
            command += ["--include-path-regex", arguments.include]
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "known",
            "PYTHONPATH": str(HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FAKE": fake.address,
            "SEEN": str(seen),
        }
        begun = time.monotonic()
        done = subprocess.run([str(word) for word in command], env=environment, cwd=folder, capture_output=True, text=True)
        print(f"## {fake.profile}, {time.monotonic() - begun:.0f} seconds\n")
        if done.returncode != 0 or not seen.exists():
            print(done.stdout, done.stderr, fake.said(), sep="\n")
        if not seen.exists():
            return False
        told = json.loads(seen.read_text())
        for why in sorted(set(told["unlisted"])):
            print(f"crashes.tsv does not list why authentik fails: {why}\n")
        table(told)
        return done.returncode == 0


def table(seen):
    """Prints how many answers were of each known kind."""
    print(f"{seen['requests']} requests. What Schemathesis calls failures, and what they are:\n\n| answers | what |\n| ---: | --- |")
    for kind, count in sorted(seen["kinds"].items(), key=lambda item: -item[1]):
        print(f"| {count} | {kind} |")
    print()


class Fake:
    """A running fake, whose ids and time are always the same."""

    def __init__(self, binary, profile, folder):
        self.log = pathlib.Path(folder, "fake.log")
        self.command = [binary, "serve", "--profile", profile, "--token", TOKEN, "--port", "0", "--ready", "json", "--log", "off"]
        self.command += ["--ids", "schemathesis", "--now", "2026-06-01T12:00:00Z", "--explain"]

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the fake did not start: {self.said()}")
        ready = json.loads(line)
        self.address, self.profile = ready["address"], ready["profile"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def said(self):
        """Returns what the fake wrote to its standard error."""
        return self.log.read_text()

    def document(self):
        """Returns authentik's OpenAPI document, cut to what the fake serves."""
        with urllib.request.urlopen(self.address + "/__mock/reference/openapi.json") as answer:
            return json.load(answer)


if __name__ == "__main__":
    main()
