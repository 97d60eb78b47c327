#!/usr/bin/env node
// Runs the binary in the package of this platform, with the same arguments, streams and exit code.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";

const platform = `${process.platform}-${process.arch}`;

// binary returns the path of the binary.
function binary() {
  const name = process.platform === "win32" ? "authentik-mock.exe" : "authentik-mock";
  try {
    return createRequire(import.meta.url).resolve(`@authentik-mock/${platform}/bin/${name}`);
  } catch {
    console.error(
      `authentik-mock: the package @authentik-mock/${platform} is not installed. If npm installs no optional ` +
        "dependencies (--omit=optional, --no-optional), let it; if there is no such package, build from source with Go.",
    );
    process.exit(2);
  }
}

const child = spawn(binary(), process.argv.slice(2), { stdio: "inherit", windowsHide: true });
child.on("error", (error) => {
  console.error(`authentik-mock: ${error.message}`);
  process.exit(2);
});
// A terminal sends SIGINT to both processes, and a second one would not let the fake finish: it is not passed on.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
