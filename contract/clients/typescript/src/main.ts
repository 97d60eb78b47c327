// Manages a user_write stage and reads its neighbours with the installed @goauthentik/api.
//
// Takes the server's address and token from AUTHENTIK_URL and AUTHENTIK_TOKEN, and from PIN which of the pinned packages
// is installed, as "2026.5-newest". Prints one line a check and exits 1 at the first that fails.

import { Configuration } from "@goauthentik/api";

import { Checks, type Differences } from "./checks";
import table from "./differences.json";
import { readNeighbours } from "./neighbours";
import { meetForbidden, meetRefusals } from "./refusals";
import { liveAsStage } from "./stage";
import { Watch } from "./watch";

async function main(): Promise<void> {
  const watch = new Watch();
  const checks = new Checks(watch, knownDifferences(setting("PIN")));
  const client = configure(watch, setting("AUTHENTIK_TOKEN"));
  await readNeighbours(checks, client);
  await liveAsStage(checks, client);
  await meetRefusals(checks, client);
  for (const credentials of [undefined, "no such token"]) {
    await meetForbidden(checks, configure(watch, credentials), credentials);
  }
}

function configure(watch: Watch, accessToken: string | undefined): Configuration {
  return new Configuration({ basePath: `${setting("AUTHENTIK_URL")}/api/v3`, accessToken, middleware: [watch] });
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** Check to where the answers of the recorded server differ from the models of the pinned package. */
function knownDifferences(pin: string): Differences {
  const tables: Record<string, Differences> = table;
  const here = tables[pin] ?? {};
  const names = Object.keys({ ...table.every, ...here });
  return Object.fromEntries(names.map((name) => [name, [...(tables.every[name] ?? []), ...(here[name] ?? [])]]));
}

void main();
