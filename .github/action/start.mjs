// Installs authentik-mock, starts it on a free port, and waits until it is ready. Every other flag of serve has a variable,
// such as AUTHENTIK_MOCK_TOKEN, which the step may set.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { annotate, input, write } from "./workflow.mjs";

// patience is how long the fake may take to be ready, in milliseconds. It takes a fraction of a second.
const patience = 60_000;

// version returns the version to install: that of the input, of the action (v1.2 takes 1.2), or the latest.
function version() {
  const wanted = input("version") || /^v(\d[\w.-]*)$/.exec(process.env.GITHUB_ACTION_REF ?? "")?.[1] || "latest";
  if (!/^[\w.~^+-]+$/.test(wanted)) throw new Error(`version ${wanted} is none: write one of the npm package, such as 1.2.3`);
  return wanted;
}

// install installs the npm package into a folder, and returns the command with its first arguments.
function install(folder) {
  if (input("command")) return [input("command")];
  const windows = process.platform === "win32"; // where npm is a script of the shell
  const text = execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, `authentik-mock@${version()}`], { shell: windows, encoding: "utf8" });
  console.log(text.trim());
  return [process.execPath, join(folder, "node_modules", "authentik-mock", "authentik-mock.mjs")];
}

// start starts the fake, and returns what it says once it is ready.
async function start(folder) {
  const [command, ...first] = install(folder);
  const ready = join(folder, "ready.json");
  const log = join(folder, "log");
  const seeds = input("seed").split(/\s*\n\s*/).filter(Boolean).flatMap((seed) => ["--seed", seed]);
  const profile = input("profile") ? ["--profile", input("profile")] : [];
  const output = openSync(log, "a");
  const fake = spawn(command, [...first, "serve", "--port", "0", "--ready-file", ready, ...profile, ...seeds], {
    detached: true,
    stdio: ["ignore", output, output],
    windowsHide: true,
  });
  let ended;
  fake.on("error", (error) => (ended = error.message));
  fake.on("exit", (code, signal) => (ended ??= `it ended with ${signal ?? `exit code ${code}`}`));
  for (const begun = Date.now(); !existsSync(ready); await sleep(20)) {
    if (!ended && Date.now() - begun > patience) {
      ended = `it is not ready after ${patience / 1000} seconds`;
      fake.kill();
    }
    if (ended) throw new Error(`authentik-mock did not start: ${ended}\n${readFileSync(log, "utf8")}`.trim());
  }
  fake.unref();
  return JSON.parse(readFileSync(ready, "utf8"));
}

try {
  const fake = await start(mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), "authentik-mock-")));
  write("GITHUB_OUTPUT", `url=${fake.address}`, `token=${fake.token}`, `control_url=${fake.control}`);
  write("GITHUB_STATE", `control_url=${fake.control}`, `pid=${fake.pid}`);
  console.log(`authentik-mock answers as ${fake.profile} on ${fake.address}`);
} catch (error) {
  annotate("error", error.message);
  process.exitCode = 1;
}
