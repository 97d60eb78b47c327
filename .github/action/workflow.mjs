// How an action speaks to GitHub: by variables, files that these name, and lines on the standard output.
import { appendFileSync } from "node:fs";

// input returns an input of the action, "" if it has none.
export const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();

// write adds lines to a file that GitHub names in a variable, if it does.
export function write(variable, ...lines) {
  if (process.env[variable]) appendFileSync(process.env[variable], lines.map((line) => line + "\n").join(""));
}

// escaped returns a text as it stands in a command of a workflow.
const escaped = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

// annotate shows a text on the page of the run: kind is error, warning or notice.
export const annotate = (kind, text) => console.log(`::${kind} title=authentik-mock::${escaped(text)}`);
