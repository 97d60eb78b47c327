// The life of a user_write stage: made, read, listed, changed, bound to a flow and deleted.

import {
  type Configuration,
  CoreApi,
  type Flow,
  FlowDesignationEnum,
  FlowsApi,
  type FlowStageBindingRequest,
  type Group,
  type PatchedUserWriteStageRequest,
  StagesApi,
  UserCreationModeEnum,
  UserTypeEnum,
  type UserWriteStage,
  type UserWriteStageRequest,
} from "@goauthentik/api";

import { type Checks, equal, refused } from "./checks";

export async function liveAsStage(checks: Checks, client: Configuration): Promise<void> {
  const stages = new StagesApi(client);
  const core = new CoreApi(client);
  const group = await checks.run("create a group", () => core.coreGroupsCreate({ groupRequest: { name: "clients group" } }));
  const made = await checks.run("create a stage", () => create(stages, group));
  await checks.run("read the stage", async () => equal("the stage", await retrieve(stages, made.pk), made));
  await checks.run("list with paging", () => pageThrough(stages));
  await checks.run("find by name", () => find(stages, made));
  await change(checks, stages, made.pk, group);
  await checks.run("PUT every member", () => putAll(stages, made.pk));
  await checks.run("PUT keeps what it does not name", () => put(stages, made.pk, { name: "clients stage" }));
  await bind(checks, stages, new FlowsApi(client), made.pk);
  await checks.run("a deleted group leaves the stage", () => deleteGroup(core, stages, made.pk));
  await checks.run("delete the stage", () => destroy(stages, made.pk));
}

function retrieve(stages: StagesApi, stageUuid: string): Promise<UserWriteStage> {
  return stages.stagesUserWriteRetrieve({ stageUuid });
}

async function create(stages: StagesApi, group: Group): Promise<UserWriteStage> {
  const userWriteStageRequest = { name: "clients stage", createUsersGroup: group.pk };
  const made = await stages.stagesUserWriteCreate({ userWriteStageRequest });
  equal("name", made.name, "clients stage");
  equal("createUsersGroup", made.createUsersGroup, group.pk);
  equal("component", made.component, "ak-stage-user-write-form");
  equal("flowSet", made.flowSet, []);
  return made;
}

async function pageThrough(stages: StagesApi): Promise<void> {
  const made = [0, 1, 2].map((number) => `clients page ${number}`);
  for (const name of made) await stages.stagesUserWriteCreate({ userWriteStageRequest: { name } });
  const names: string[] = [];
  for (let page = 1, pages = 1; page; ) {
    const { pagination, results } = await stages.stagesUserWriteList({ ordering: "name", page, pageSize: 2 });
    names.push(...results.map((stage) => stage.name));
    equal("current page", pagination.current, page);
    equal("next page", pagination.next, page < pagination.totalPages ? page + 1 : 0);
    equal("pages", pagination.totalPages, Math.ceil(pagination.count / 2));
    pages = pagination.totalPages;
    page = pagination.next;
    if (!page) equal("count", [names.length, pages], [pagination.count, Math.ceil(names.length / 2)]);
  }
  equal("the names made", names.filter((name) => name.startsWith("clients page")), made);
}

async function find(stages: StagesApi, made: UserWriteStage): Promise<void> {
  equal("by name", (await stages.stagesUserWriteList({ name: made.name })).results, [made]);
  equal("by search", (await stages.stagesUserWriteList({ search: "STAGE clients" })).results, [made]);
  equal("by an unknown name", (await stages.stagesUserWriteList({ name: "clients" })).results, []);
}

/** Changes one member at a time, each to every value of its kind. */
async function change(checks: Checks, stages: StagesApi, pk: string, group: Group): Promise<void> {
  const changes: Record<string, PatchedUserWriteStageRequest[]> = {
    name: [{ name: "clients renamed" }, { name: "clients stage" }],
    user_creation_mode: known(UserCreationModeEnum).map((userCreationMode) => ({ userCreationMode })),
    create_users_as_inactive: [{ createUsersAsInactive: false }, { createUsersAsInactive: true }],
    create_users_group: [{ createUsersGroup: null }, { createUsersGroup: group.pk }],
    user_type: known(UserTypeEnum).map((userType) => ({ userType })),
    user_path_template: [{ userPathTemplate: "users/%(username)s" }, { userPathTemplate: "" }],
  };
  for (const [member, requests] of Object.entries(changes)) {
    await checks.run(`PATCH ${member}`, async () => {
      for (const request of requests) await patch(stages, pk, request);
    });
  }
}

/** The values of a choice without the one by which the package says that it does not know a value. */
function known<T extends string>(choice: Record<string, T>): T[] {
  return Object.entries(choice).flatMap(([name, value]) => (name === "UnknownDefaultOpenApi" ? [] : [value]));
}

async function patch(stages: StagesApi, pk: string, request: PatchedUserWriteStageRequest): Promise<void> {
  const before = await retrieve(stages, pk);
  const after = await stages.stagesUserWritePartialUpdate({ stageUuid: pk, patchedUserWriteStageRequest: request });
  equal("the stage", after, merged(before, request));
  equal("the stage read again", await retrieve(stages, pk), after);
}

async function put(stages: StagesApi, pk: string, request: UserWriteStageRequest): Promise<void> {
  const before = await retrieve(stages, pk);
  const after = await stages.stagesUserWriteUpdate({ stageUuid: pk, userWriteStageRequest: request });
  equal("the stage", after, merged(before, request));
}

/** The stage as the package decodes it after a change: it reads null as undefined. */
function merged(before: UserWriteStage, request: PatchedUserWriteStageRequest): UserWriteStage {
  const { flowSet: _, ...changes } = { flowSet: undefined, ...request };
  const after = { ...before, ...changes };
  return { ...after, createUsersGroup: after.createUsersGroup ?? undefined };
}

function putAll(stages: StagesApi, pk: string): Promise<void> {
  return put(stages, pk, {
    name: "clients put",
    userCreationMode: UserCreationModeEnum.NeverCreate,
    createUsersAsInactive: false,
    createUsersGroup: null,
    userType: UserTypeEnum.External,
    userPathTemplate: "put",
  });
}

/** Binds the stage to a flow, moves it there, and takes it away. */
async function bind(checks: Checks, stages: StagesApi, flows: FlowsApi, pk: string): Promise<void> {
  const flow = await checks.run("create a flow", () => createFlow(flows));
  const { slug } = flow;
  const request = { flowStageBindingRequest: { target: flow.pk, stage: pk, order: 10 } };
  const binding = await checks.run("bind the stage to the flow", () => flows.flowsBindingsCreate(request));
  await checks.run("the stage names its flow", () => inFlows(stages, pk, [slug]));
  await checks.run("the flow's bindings", () => bindingsAre(flows, flow, [[pk, 10]]));
  await checks.run("what uses the stage", () => stages.stagesUserWriteUsedByList({ stageUuid: pk }));
  await checks.run("a binding is unique", () => uniqueBinding(flows, request.flowStageBindingRequest));
  await checks.run("move the binding", () => moveBinding(flows, binding.pk));
  await checks.run("the flow's bindings after the move", () => bindingsAre(flows, flow, [[pk, -5]]));
  await checks.run("unbind the stage", () => flows.flowsBindingsDestroy({ fsbUuid: binding.pk }));
  await checks.run("the flow without bindings", () => bindingsAre(flows, flow, []));
  await checks.run("bind it again", () => flows.flowsBindingsCreate(request));
  await checks.run("delete the flow", () => flows.flowsInstancesDestroy({ slug }));
  await checks.run("the stage is in no flow", () => inFlows(stages, pk, []));
}

function createFlow(flows: FlowsApi): Promise<Flow> {
  const designation = FlowDesignationEnum.Enrollment;
  return flows.flowsInstancesCreate({ flowRequest: { name: "Clients", slug: "clients-flow", title: "Clients", designation } });
}

async function inFlows(stages: StagesApi, pk: string, slugs: string[]): Promise<void> {
  const { flowSet } = await retrieve(stages, pk);
  equal("flowSet", flowSet?.map((flow) => flow.slug), slugs);
}

async function bindingsAre(flows: FlowsApi, flow: Flow, expected: [string, number][]): Promise<void> {
  const { results } = await flows.flowsBindingsList({ target: flow.pk, ordering: "order" });
  equal("stages and orders", results.map(({ stage, order }) => [stage, order] as [string, number]), expected);
}

async function uniqueBinding(flows: FlowsApi, flowStageBindingRequest: FlowStageBindingRequest): Promise<void> {
  const problem = await refused(400, () => flows.flowsBindingsCreate({ flowStageBindingRequest }));
  equal("the problem", problem, { non_field_errors: ["The fields target, stage, order must make a unique set."] });
}

async function moveBinding(flows: FlowsApi, fsbUuid: string): Promise<void> {
  const moved = await flows.flowsBindingsPartialUpdate({ fsbUuid, patchedFlowStageBindingRequest: { order: -5 } });
  equal("order", moved.order, -5);
}

async function deleteGroup(core: CoreApi, stages: StagesApi, stageUuid: string): Promise<void> {
  const group = await core.coreGroupsCreate({ groupRequest: { name: "clients passing group" } });
  const patchedUserWriteStageRequest = { createUsersGroup: group.pk };
  const patched = await stages.stagesUserWritePartialUpdate({ stageUuid, patchedUserWriteStageRequest });
  equal("the group", patched.createUsersGroup, group.pk);
  await core.coreGroupsDestroy({ groupUuid: group.pk });
  equal("the group", (await retrieve(stages, stageUuid)).createUsersGroup, undefined);
}

async function destroy(stages: StagesApi, stageUuid: string): Promise<void> {
  await stages.stagesUserWriteDestroy({ stageUuid });
  await refused(404, () => retrieve(stages, stageUuid));
}
