"""The life of a user_write stage: made, read, listed, changed, bound to a flow and deleted."""

from uuid import UUID

from authentik_client import (
    CoreApi,
    Flow,
    FlowDesignationEnum,
    FlowRequest,
    FlowsApi,
    FlowStageBindingRequest,
    Group,
    GroupRequest,
    PatchedFlowStageBindingRequest,
    PatchedUserWriteStageRequest,
    StagesApi,
    UserCreationModeEnum,
    UserTypeEnum,
    UserWriteStage,
    UserWriteStageRequest,
)

from checks import Checks, equal, refused
from strict import StrictClient


def live(checks: Checks, client: StrictClient) -> None:
    stages, core, flows = StagesApi(client), CoreApi(client), FlowsApi(client)
    group = checks("create a group", core.core_groups_create, GroupRequest(name="clients group"))
    made = checks("create a stage", create, stages, group)
    checks("read the stage", read, stages, made)
    checks("list with paging", page_through, stages)
    checks("find by name", find, stages, made)
    change(checks, stages, made.pk, group)
    checks("PUT every member", put_all, stages, made.pk)
    checks("PUT keeps what it does not name", put_name, stages, made.pk)
    bind(checks, stages, flows, made.pk)
    checks("a deleted group leaves the stage", delete_group, core, stages, made.pk)
    checks("delete the stage", delete, stages, made.pk)


def create(stages: StagesApi, group: Group) -> UserWriteStage:
    made = stages.stages_user_write_create(UserWriteStageRequest(name="clients stage", create_users_group=group.pk))
    equal("name", made.name, "clients stage")
    equal("create_users_group", made.create_users_group, group.pk)
    equal("component", made.component, "ak-stage-user-write-form")
    equal("flow_set", made.flow_set, [])
    return made


def read(stages: StagesApi, made: UserWriteStage) -> None:
    equal("the stage", stages.stages_user_write_retrieve(made.pk), made)


def page_through(stages: StagesApi) -> None:
    for number in range(3):
        stages.stages_user_write_create(UserWriteStageRequest(name=f"clients page {number}"))
    names, number = [], 1
    while number:
        page = stages.stages_user_write_list(ordering="name", page=number, page_size=2)
        names += [stage.name for stage in page.results]
        equal("current page", page.pagination.current, number)
        number = int(page.pagination.next)
    equal("count", page.pagination.count, len(names))
    equal("pages", page.pagination.total_pages, (len(names) + 1) // 2)
    equal("the names made", [name for name in names if name.startswith("clients page")], [f"clients page {n}" for n in range(3)])


def find(stages: StagesApi, made: UserWriteStage) -> None:
    equal("by name", stages.stages_user_write_list(name=made.name).results, [made])
    equal("by search", stages.stages_user_write_list(search="STAGE clients").results, [made])
    equal("by an unknown name", stages.stages_user_write_list(name="clients").results, [])


def change(checks: Checks, stages: StagesApi, pk: UUID, group: Group) -> None:
    """Changes one member at a time, each to every value of its kind."""
    values = {
        "name": ["clients renamed", "clients stage"],
        "user_creation_mode": list(UserCreationModeEnum),
        "create_users_as_inactive": [False, True],
        "create_users_group": [None, group.pk],
        "user_type": list(UserTypeEnum),
        "user_path_template": ["users/%(username)s", ""],
    }
    for member in values:
        checks(f"PATCH {member}", patch, stages, pk, member, values[member])


def patch(stages: StagesApi, pk: UUID, member: str, values: list) -> None:
    for value in values:
        before = stages.stages_user_write_retrieve(pk)
        after = stages.stages_user_write_partial_update(pk, PatchedUserWriteStageRequest(**{member: value}))
        equal("the stage", after, before.model_copy(update={member: value}))
        equal("the stage read again", stages.stages_user_write_retrieve(pk), after)


def put_all(stages: StagesApi, pk: UUID) -> None:
    wanted = {
        "name": "clients put",
        "user_creation_mode": UserCreationModeEnum.NEVER_CREATE,
        "create_users_as_inactive": False,
        "create_users_group": None,
        "user_type": UserTypeEnum.EXTERNAL,
        "user_path_template": "put",
    }
    before = stages.stages_user_write_retrieve(pk)
    after = stages.stages_user_write_update(pk, UserWriteStageRequest(**wanted))
    equal("the stage", after, before.model_copy(update=wanted))


def put_name(stages: StagesApi, pk: UUID) -> None:
    before = stages.stages_user_write_retrieve(pk)
    after = stages.stages_user_write_update(pk, UserWriteStageRequest(name="clients stage"))
    equal("the stage", after, before.model_copy(update={"name": "clients stage"}))


def bind(checks: Checks, stages: StagesApi, flows: FlowsApi, pk: UUID) -> None:
    """Binds the stage to a flow, moves it there, and takes it away."""
    flow = checks("create a flow", create_flow, flows)
    request = FlowStageBindingRequest(target=flow.pk, stage=pk, order=10)
    binding = checks("bind the stage to the flow", flows.flows_bindings_create, request)
    checks("the stage names its flow", in_flow, stages, pk, flow)
    checks("the flow's bindings", bindings_are, flows, flow, [(pk, 10)])
    checks("what uses the stage", stages.stages_user_write_used_by_list, pk)
    checks("a binding is unique", unique_binding, flows, request)
    checks("move the binding", flows.flows_bindings_partial_update, binding.pk, PatchedFlowStageBindingRequest(order=-5))
    checks("the flow's bindings after the move", bindings_are, flows, flow, [(pk, -5)])
    checks("unbind the stage", flows.flows_bindings_destroy, binding.pk)
    checks("the flow without bindings", bindings_are, flows, flow, [])
    checks("bind it again", flows.flows_bindings_create, request)
    checks("delete the flow", flows.flows_instances_destroy, flow.slug)
    checks("the stage is in no flow", in_flow, stages, pk)


def create_flow(flows: FlowsApi) -> Flow:
    return flows.flows_instances_create(
        FlowRequest(name="Clients", slug="clients-flow", title="Clients", designation=FlowDesignationEnum.ENROLLMENT)
    )


def in_flow(stages: StagesApi, pk: UUID, *expected: Flow) -> None:
    stage = stages.stages_user_write_retrieve(pk)
    equal("flow_set", [flow.slug for flow in stage.flow_set], [flow.slug for flow in expected])


def bindings_are(flows: FlowsApi, flow: Flow, expected: list[tuple[UUID, int]]) -> None:
    bindings = flows.flows_bindings_list(target=flow.pk, ordering="order").results
    equal("stages and orders", [(binding.stage, binding.order) for binding in bindings], expected)


def unique_binding(flows: FlowsApi, request: FlowStageBindingRequest) -> None:
    problem = refused(400, flows.flows_bindings_create, request).data
    equal("non_field_errors", problem.non_field_errors, ["The fields target, stage, order must make a unique set."])


def delete_group(core: CoreApi, stages: StagesApi, pk: UUID) -> None:
    group = core.core_groups_create(GroupRequest(name="clients passing group"))
    request = PatchedUserWriteStageRequest(create_users_group=group.pk)
    equal("the group", stages.stages_user_write_partial_update(pk, request).create_users_group, group.pk)
    core.core_groups_destroy(group.pk)
    equal("the group", stages.stages_user_write_retrieve(pk).create_users_group, None)


def delete(stages: StagesApi, pk: UUID) -> None:
    stages.stages_user_write_destroy(pk)
    refused(404, stages.stages_user_write_retrieve, pk)
