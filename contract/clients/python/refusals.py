"""Every refusal that a client meets, decoded as the package decodes it."""

import json
from collections.abc import Callable
from uuid import uuid4

from authentik_client import PatchedUserWriteStageRequest, StagesApi, UserWriteStageRequest

from checks import Checks, equal, refused
from strict import StrictClient

TAKEN = "stage with this name already exists."
UNKNOWN = "No UserWriteStage matches the given query."


def meet(checks: Checks, client: StrictClient) -> None:
    stages = StagesApi(client)
    checks("400: a name that is taken", taken, stages)
    checks("400: several fields", several, stages)
    for method, action in by_method(stages).items():
        checks(f"404: {method} of an unknown stage", not_found, action)


def meet_forbidden(checks: Checks, client: StrictClient, credentials: str) -> None:
    """Meets the refusals of a client with the wrong credentials, or none."""
    who = "a wrong token" if credentials else "no credentials"
    stages = StagesApi(client)
    for request, action in {"list": stages.stages_user_write_list, **by_method(stages)}.items():
        checks(f"403: {request} with {who}", forbidden, action, detail(request, credentials))


def by_method(stages: StagesApi) -> dict[str, Callable]:
    """One request of each method for a stage that nobody has."""
    pk = uuid4()
    return {
        "GET": lambda: stages.stages_user_write_retrieve(pk),
        "PUT": lambda: stages.stages_user_write_update(pk, UserWriteStageRequest(name="clients")),
        "PATCH": lambda: stages.stages_user_write_partial_update(pk, PatchedUserWriteStageRequest(name="clients")),
        "DELETE": lambda: stages.stages_user_write_destroy(pk),
    }


def detail(request: str, credentials: str) -> str:
    if credentials:
        return "Token invalid/expired"
    if request == "list":
        return "Authentication credentials were not provided."
    return "You do not have permission to perform this action."


def taken(stages: StagesApi) -> None:
    made = stages.stages_user_write_create(UserWriteStageRequest(name="clients taken"))
    problem = refused(400, stages.stages_user_write_create, UserWriteStageRequest(name=made.name)).data
    equal("the fields", problem.additional_properties, {"name": [TAKEN]})
    stages.stages_user_write_destroy(made.pk)


def several(stages: StagesApi) -> None:
    made, other = (stages.stages_user_write_create(UserWriteStageRequest(name=f"clients {n}")) for n in ("one", "two"))
    group = uuid4()
    wrong = PatchedUserWriteStageRequest(name=other.name, create_users_group=group, create_users_as_inactive=False)
    problem = refused(400, stages.stages_user_write_partial_update, made.pk, wrong).data
    unknown = f'Invalid pk "{group}" - object does not exist.'
    equal("the fields", problem.additional_properties, {"name": [TAKEN], "create_users_group": [unknown]})
    equal("the stage", stages.stages_user_write_retrieve(made.pk), made)
    for stage in (made, other):
        stages.stages_user_write_destroy(stage.pk)


def not_found(action: Callable) -> None:
    """The schema has no model for a 404, so that the package leaves its body as text."""
    equal("the body", json.loads(refused(404, action).body), {"detail": UNKNOWN})


def forbidden(action: Callable, expected: str) -> None:
    equal("detail", refused(403, action).data.detail, expected)
