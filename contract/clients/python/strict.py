"""The package's client, made to notice what its models let pass."""

import json
import typing
from collections.abc import Iterator

import authentik_client
from pydantic import BaseModel
from pydantic.fields import FieldInfo


class StrictClient(authentik_client.ApiClient):
    """Notes where the answers differ from the models of the package.

    By themselves the models refuse an unknown enum value, and take a missing member that may be null for null. authentik
    sends nearly every member always, so that any that is missing is noted.
    """

    def __init__(self, url: str, token: str) -> None:
        super().__init__(authentik_client.Configuration(host=f"{url}/api/v3", access_token=token or None))
        self.differences: set[str] = set()

    def response_deserialize(self, response_data, response_types_map=None):
        model = model_named((response_types_map or {}).get(str(response_data.status)))
        if model and 200 <= response_data.status <= 299:
            self.differences.update(differences(model, json.loads(response_data.data)))
        return super().response_deserialize(response_data, response_types_map)


def model_named(kind: str | None) -> type[BaseModel] | None:
    """The model of a kind of answer as the package writes it: "Flow", "List[UsedBy]", "bytes"; None when it is no model."""
    name = (kind or "").removeprefix("List[").removesuffix("]")
    return getattr(authentik_client, name, None)


def differences(model: type[BaseModel], value: object, path: str = "") -> Iterator[str]:
    """Yields the members of the model, and of the models inside it, that the value lacks, as "results.flow_set.slug", and
    those that are null though the model says they are not, as "results.group_obj is null"."""
    if isinstance(value, list):
        for item in value:
            yield from differences(model, item, path)
    elif isinstance(value, dict):
        for name, field in model.model_fields.items():
            if name != "additional_properties":
                yield from member_differences(field, value, path, field.alias or name)


def member_differences(field: FieldInfo, value: dict, path: str, member: str) -> Iterator[str]:
    here = f"{path}.{member}" if path else member
    inner = model_in(field.annotation)
    if member not in value:
        yield here
    elif value[member] is None and type(None) not in typing.get_args(field.annotation):
        yield f"{here} is null"
    elif inner:
        yield from differences(inner, value[member], here)


def model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation such as Optional[List[FlowSet]] holds; None for a dictionary, whose keys are anything."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) is dict:
        return None
    return next(filter(None, map(model_in, typing.get_args(annotation))), None)
