import { AssertionError, deepStrictEqual, fail as failCheck } from "node:assert";

import { ResponseError } from "@goauthentik/api";

import type { Watch } from "./watch";

/** Check to where its answers differ from the models of the package. */
export type Differences = Record<string, string[]>;

/** Runs checks, says how each went, and ends the program at the first that fails. */
export class Checks {
  /** A check passes when its answers differ from the package's models exactly as known says of it: by nothing for most. */
  constructor(
    private readonly watch: Watch,
    private readonly known: Differences,
  ) {}

  /** Runs the action and returns what it returns; undefined when the package is known to be unable to decode the answer. */
  async run<T>(name: string, action: () => Promise<T>): Promise<T> {
    this.watch.differences.clear();
    const known = (this.known[name] ?? []).sort();
    let answer: T | undefined;
    try {
      answer = await action();
    } catch (error) {
      if (!(error instanceof TypeError && known.length)) endWith(name, await reason(error));
    }
    const found = [...this.watch.differences].sort();
    if (found.join() !== known.join()) endWith(name, `the answer differs in [${found}], expected [${known}]`);
    console.log(`ok ${name}` + (known.length ? ` (without ${known.join(", ")})` : ""));
    return answer as T;
  }
}

async function reason(error: unknown): Promise<string> {
  if (error instanceof ResponseError) return `status ${error.response.status}: ${await error.response.text()}`;
  if (error instanceof AssertionError) return error.message;
  return error instanceof Error ? `the package cannot decode the answer: ${error.stack}` : String(error);
}

/** Says on one line why a check failed, and ends the program. */
function endWith(name: string, why: string): never {
  console.log(`FAIL ${name}: ${why.split(/\s+/).join(" ")}`);
  process.exit(1);
}

/** Fails the check that is running unless both are equal. */
export function equal<T>(what: string, got: T, want: T): void {
  const shown = (value: T) => JSON.stringify(value);
  try {
    deepStrictEqual(got, want);
  } catch {
    failCheck(`${what} is ${shown(got)}, expected ${shown(want)}`);
  }
}

/** The body of the refusal that the action meets; fails the check that is running on any other outcome. */
export async function refused(status: number, action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    equal("status", error.response.status, status);
    return error.response.json();
  }
  return failCheck(`expected a refusal with status ${status}`);
}
