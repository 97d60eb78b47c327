// Reads whatever lies around a user_write stage, so that the package decodes every answer of a new installation.

import {
  AdminApi,
  type Configuration,
  CoreApi,
  FlowsApi,
  PoliciesApi,
  RbacApi,
  type RbacPermissionsAssignedByRolesListRequest,
  RootApi,
  StagesApi,
} from "@goauthentik/api";

import { type Checks, equal } from "./checks";

/** The most that every generation gives on one page. */
const pageSize = 100;

// Some packages know this as a string, others as one of their choices.
const stageModel = "authentik_stages_user_write.userwritestage" as RbacPermissionsAssignedByRolesListRequest["model"];

export async function readNeighbours(checks: Checks, client: Configuration): Promise<void> {
  const core = new CoreApi(client);
  await readSingles(checks, client, core);
  await readFlows(checks, new FlowsApi(client));
  await readStages(checks, new StagesApi(client));
  await readGroups(checks, core);
  await readOthers(checks, client, core);
}

async function readSingles(checks: Checks, client: Configuration, core: CoreApi): Promise<void> {
  await checks.run("root/config", () => new RootApi(client).rootConfigRetrieve());
  await checks.run("admin/version", () => new AdminApi(client).adminVersionRetrieve());
  await checks.run("core/brands/current", () => core.coreBrandsCurrentRetrieve());
  await checks.run("core/users/me", () => core.coreUsersMeRetrieve());
  await checks.run("core/users/paths", () => core.coreUsersPathsRetrieve());
}

async function readFlows(checks: Checks, flows: FlowsApi): Promise<void> {
  const [flow] = (await checks.run("flows/instances", () => flows.flowsInstancesList({ pageSize }))).results;
  const { slug } = flow;
  await checks.run("flows/instances/{slug}", async () => same(await flows.flowsInstancesRetrieve({ slug }), flow));
  await checks.run("flows/instances/{slug}/used_by", () => flows.flowsInstancesUsedByList({ slug }));
  await checks.run("flows/instances/{slug}/export", () => exported(flows, slug));
  await checks.run("flows/instances/{slug}/diagram", () => flows.flowsInstancesDiagramRetrieve({ slug }));
  await checks.run("flows/instances/cache_info", () => flows.flowsInstancesCacheInfoRetrieve());

  const [binding] = (await checks.run("flows/bindings", () => flows.flowsBindingsList({ pageSize }))).results;
  const fsbUuid = binding.pk;
  await checks.run("flows/bindings/{id}", async () => same(await flows.flowsBindingsRetrieve({ fsbUuid }), binding));
  await checks.run("flows/bindings/{id}/used_by", () => flows.flowsBindingsUsedByList({ fsbUuid }));
}

async function readStages(checks: Checks, stages: StagesApi): Promise<void> {
  await checks.run("stages/user_write", () => stages.stagesUserWriteList({ pageSize }));
  const [stage] = (await checks.run("stages/all", () => stages.stagesAllList({ pageSize }))).results;
  const stageUuid = stage.pk;
  await checks.run("stages/all/{id}", async () => same(await stages.stagesAllRetrieve({ stageUuid }), stage));
  await checks.run("stages/all/{id}/used_by", () => stages.stagesAllUsedByList({ stageUuid }));
  await checks.run("stages/all/types", () => stages.stagesAllTypesList());
  await checks.run("stages/all/user_settings", () => stages.stagesAllUserSettingsList());
}

async function readGroups(checks: Checks, core: CoreApi): Promise<void> {
  const [group] = (await checks.run("core/groups", () => core.coreGroupsList({ pageSize }))).results;
  await checks.run("core/groups/{id}", () => core.coreGroupsRetrieve({ groupUuid: group.pk }));
  await checks.run("core/groups/{id}/used_by", () => core.coreGroupsUsedByList({ groupUuid: group.pk }));
}

async function readOthers(checks: Checks, client: Configuration, core: CoreApi): Promise<void> {
  const rbac = new RbacApi(client);
  const [user] = (await checks.run("core/users", () => core.coreUsersList({ pageSize }))).results;
  await checks.run("core/users/{id}", () => core.coreUsersRetrieve({ id: user.pk }));
  await checks.run("core/tokens", () => core.coreTokensList({ pageSize }));
  await checks.run("core/brands", () => core.coreBrandsList({ pageSize }));
  await checks.run("core/applications", () => core.coreApplicationsList({ pageSize }));
  await checks.run("policies/bindings", () => new PoliciesApi(client).policiesBindingsList({ pageSize }));
  await checks.run("rbac/roles", () => rbac.rbacRolesList({ pageSize }));
  await checks.run("rbac/permissions", () => rbac.rbacPermissionsList({ pageSize }));
  const assigned = { model: stageModel, pageSize };
  await checks.run("rbac/permissions/assigned_by_roles", () => rbac.rbacPermissionsAssignedByRolesList(assigned));
}

function same<T>(alone: T, listed: T): void {
  equal("the object by itself", alone, listed);
}

async function exported(flows: FlowsApi, slug: string): Promise<void> {
  const blueprint = await (await flows.flowsInstancesExportRetrieve({ slug })).text();
  equal("the export has the flow", blueprint.includes(`slug: ${slug}`), true);
}
