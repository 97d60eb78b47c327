"""What every check is run by."""

import sys
from collections.abc import Callable
from typing import Any

from authentik_client import ApiException
from pydantic import ValidationError

from strict import StrictClient


class Checks:
    """Runs checks, says how each went, and ends the program at the first that fails.

    A check passes when its answers differ from the package's models exactly as known says of it: by nothing for most.
    """

    def __init__(self, client: StrictClient, known: dict[str, list[str]]) -> None:
        self.client = client
        self.known = known

    def __call__(self, name: str, action: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Runs the action and returns what it returns; None when the package is known to be unable to decode the answer."""
        self.client.differences.clear()
        known = set(self.known.get(name, ()))
        answer = None
        try:
            answer = action(*arguments, **named)
        except ValidationError as error:
            if not known:
                fail(name, f"the package cannot decode the answer: {error}")
        except (ApiException, AssertionError) as error:
            fail(name, str(error))
        if self.client.differences != known:
            fail(name, f"the answer differs in {sorted(self.client.differences)}, expected {sorted(known)}")
        print(f"ok {name}" + (f" (without {', '.join(sorted(known))})" if known else ""), flush=True)
        return answer


def fail(name: str, why: str) -> None:
    """Says on one line why a check failed, and ends the program."""
    print(f"FAIL {name}: {' '.join(why.split())}", flush=True)
    sys.exit(1)


def equal(what: str, got: object, want: object) -> None:
    """Fails the check that is running unless both are equal."""
    if got != want:
        raise AssertionError(f"{what} is {got!r}, expected {want!r}")


def refused(status: int, action: Callable[..., Any], *arguments: Any, **named: Any) -> ApiException:
    """The refusal that the action meets; fails the check that is running on any other outcome."""
    try:
        action(*arguments, **named)
    except ApiException as error:
        equal("status", error.status, status)
        return error
    raise AssertionError(f"expected a refusal with status {status}")
