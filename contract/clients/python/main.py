"""Manages a user_write stage and reads its neighbours with the installed authentik-client.

Takes the server's address and token from AUTHENTIK_URL and AUTHENTIK_TOKEN, and from PIN which of the pinned packages is
installed, as "2026.5-newest". Prints one line a check and exits 1 at the first that fails.
"""

import json
import os
from pathlib import Path

import neighbours
import refusals
import stage
from checks import Checks
from strict import StrictClient


def main() -> None:
    url, token = os.environ["AUTHENTIK_URL"], os.environ["AUTHENTIK_TOKEN"]
    client = StrictClient(url, token)
    checks = Checks(client, known_differences(os.environ["PIN"]))
    neighbours.read(checks, client)
    stage.live(checks, client)
    refusals.meet(checks, client)
    for credentials in ("", "no such token"):
        refusals.meet_forbidden(checks, StrictClient(url, credentials), credentials)


def known_differences(pin: str) -> dict[str, list[str]]:
    """Check to where the answers of the recorded server differ from the models of the pinned package."""
    table = json.loads(Path(__file__).with_name("differences.json").read_text())
    everywhere, here = table["every"], table.get(pin, {})
    return {name: everywhere.get(name, []) + here.get(name, []) for name in everywhere | here}


if __name__ == "__main__":
    main()
