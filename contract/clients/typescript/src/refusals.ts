// Every refusal that a client meets.

import { randomUUID } from "node:crypto";

import { type Configuration, StagesApi, type UserWriteStage } from "@goauthentik/api";

import { type Checks, equal, refused } from "./checks";

const taken = "stage with this name already exists.";

export async function meetRefusals(checks: Checks, client: Configuration): Promise<void> {
  const stages = new StagesApi(client);
  await checks.run("400: a name that is taken", () => meetTakenName(stages));
  await checks.run("400: several fields", () => meetSeveral(stages));
  const unknown = { detail: "No UserWriteStage matches the given query." };
  for (const [method, request] of Object.entries(byMethod(stages))) {
    await checks.run(`404: ${method} of an unknown stage`, async () => equal("the body", await refused(404, request), unknown));
  }
}

/** Meets the refusals of a client with the wrong credentials, or none. */
export async function meetForbidden(checks: Checks, client: Configuration, credentials: string | undefined): Promise<void> {
  const who = credentials ? "a wrong token" : "no credentials";
  const stages = new StagesApi(client);
  const requests = { list: () => stages.stagesUserWriteList(), ...byMethod(stages) };
  for (const [name, request] of Object.entries(requests)) {
    const expected = { detail: detail(name, credentials) };
    await checks.run(`403: ${name} with ${who}`, async () => equal("the body", await refused(403, request), expected));
  }
}

/** One request of each method for a stage that nobody has. */
function byMethod(stages: StagesApi): Record<string, () => Promise<unknown>> {
  const stageUuid = randomUUID();
  const change = { name: "clients" };
  return {
    GET: () => stages.stagesUserWriteRetrieve({ stageUuid }),
    PUT: () => stages.stagesUserWriteUpdate({ stageUuid, userWriteStageRequest: change }),
    PATCH: () => stages.stagesUserWritePartialUpdate({ stageUuid, patchedUserWriteStageRequest: change }),
    DELETE: () => stages.stagesUserWriteDestroy({ stageUuid }),
  };
}

function detail(request: string, credentials: string | undefined): string {
  if (credentials) return "Token invalid/expired";
  if (request === "list") return "Authentication credentials were not provided.";
  return "You do not have permission to perform this action.";
}

function make(stages: StagesApi, name: string): Promise<UserWriteStage> {
  return stages.stagesUserWriteCreate({ userWriteStageRequest: { name } });
}

async function meetTakenName(stages: StagesApi): Promise<void> {
  const made = await make(stages, "clients taken");
  equal("the body", await refused(400, () => make(stages, made.name)), { name: [taken] });
  await stages.stagesUserWriteDestroy({ stageUuid: made.pk });
}

async function meetSeveral(stages: StagesApi): Promise<void> {
  const [made, other] = [await make(stages, "clients one"), await make(stages, "clients two")];
  const createUsersGroup = randomUUID();
  const wrong = { name: other.name, createUsersGroup, createUsersAsInactive: false };
  const patch = () => stages.stagesUserWritePartialUpdate({ stageUuid: made.pk, patchedUserWriteStageRequest: wrong });
  const unknown = `Invalid pk "${createUsersGroup}" - object does not exist.`;
  equal("the body", await refused(400, patch), { name: [taken], create_users_group: [unknown] });
  equal("the stage", await stages.stagesUserWriteRetrieve({ stageUuid: made.pk }), made);
  for (const { pk } of [made, other]) await stages.stagesUserWriteDestroy({ stageUuid: pk });
}
