// JSON laid out for people. Numbers, escapes and the order of members stay as they were written.

import { html, useMemo } from "./vendor/preact.js";
import { Long, visible } from "./text.js";

// tokens returns the tokens of a JSON text: {kind, text, member} with the name of the outermost member that they belong to;
// null if the text is none.
export function tokens(text) {
  const found = [];
  const plain = /\s+|[{}[\],:]|[^\s{}[\],:"]+/y;
  let depth = 0;
  let member = "";
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      const end = endOfString(text, at);
      if (end < 0) return null;
      found.push({ kind: "text", text: text.slice(at, end), member });
      at = end;
      continue;
    }
    plain.lastIndex = at;
    const match = plain.exec(text);
    if (!match) return null;
    at = plain.lastIndex;
    const [sign] = match;
    if (/^\s/.test(sign)) continue;
    if (!"{}[],:".includes(sign) && !word.test(sign) && at < text.length) return null; // no JSON; the last word may be cut off
    if (sign === "{" || sign === "[") depth += 1;
    if (sign === "}" || sign === "]") depth -= 1;
    const last = found.at(-1);
    if (sign === ":" && last?.kind === "text") {
      last.kind = "name";
      if (depth === 1) member = last.text.slice(1, -1);
    }
    found.push({ kind: "{}[],:".includes(sign) ? "sign" : "value", text: sign, member });
  }
  return found;
}

// word matches the values of JSON that are no texts.
const word = /^(?:-?\d[\d.eE+-]*|true|false|null)$/;

function endOfString(text, start) {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

// lines returns tokens with line breaks and indents between them.
function lines(found) {
  const parts = [];
  let depth = 0;
  const breakLine = () => parts.push(`\n${"  ".repeat(Math.max(depth, 0))}`);
  found.forEach((token, i) => {
    const { text } = token;
    const next = found[i + 1]?.text;
    const closes = token.kind === "sign" && (text === "}" || text === "]");
    if (closes) {
      depth -= 1;
      if (!["{", "["].includes(found[i - 1]?.text)) breakLine();
    }
    parts.push(token);
    if (token.kind !== "sign") return;
    if (text === "{" || text === "[") {
      depth += 1;
      if (next !== "}" && next !== "]") breakLine();
    } else if (text === ",") {
      breakLine();
    } else if (text === ":") {
      parts.push(" ");
    }
  });
  return parts;
}

// Texts with more tokens than this are laid out without colours.
const mostColoured = 8000;

// Json shows a JSON text. link(member, value) may return the address that a value leads to.
export function Json({ text, link }) {
  const parts = useMemo(() => {
    const found = tokens(text);
    return found && found.length ? lines(found) : null;
  }, [text]);
  if (!parts) return html`<${Long} text=${text} />`;
  if (parts.length > mostColoured) return html`<${Long} text=${parts.map((part) => part.text ?? part).join("")} length=${60000} />`;
  return parts.map((part) => {
    if (typeof part === "string") return part;
    if (part.kind === "sign") return part.text;
    const address = link && (part.kind === "text" || part.kind === "value") && link(part.member, part.text.replace(/^"|"$/g, ""));
    const shown = part.text.length > 20000 ? html`<${Long} text=${part.text} length=${5000} />` : visible(part.text);
    return address ? html`<a href=${address}>${shown}</a>` : html`<span class=${`json-${part.kind}`}>${shown}</span>`;
  });
}
