// One exchange: what was asked, what was answered, and why.

import { html, useState } from "./vendor/preact.js";
import { text, workspace } from "./api.js";
import { Copy, save } from "./copy.js";
import { Json } from "./json.js";
import { Reasons } from "./reasons.js";
import { trying, useRead } from "./store.js";
import { clock, Long, short, span, visible } from "./text.js";

const names = {
  200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 400: "Bad Request", 401: "Unauthorized",
  403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 409: "Conflict", 413: "Content Too Large", 415: "Unsupported Media Type",
  421: "Misdirected Request", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
  507: "Insufficient Storage",
};

export const statusText = (status) => (status ? `${status} ${names[status] ?? ""}`.trim() : "no answer");

export function Headers({ headers }) {
  const lines = Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value]));
  return html`<details class="headers">
    <summary>${lines.length} headers</summary>
    <table><tbody>${lines.map(([name, value]) => html`<tr><th scope="row">${visible(name)}</th><td>${visible(value)}</td></tr>`)}</tbody></table>
  </details>`;
}

// hex returns bytes in the usual form: place, bytes, characters.
function hex(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length && lines.length < 4096; at += 16) {
    const row = [...bytes.slice(at, at + 16)];
    const numbers = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
    lines.push(`${at.toString(16).padStart(6, "0")}  ${numbers}  ${row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·")).join("")}`);
  }
  return lines.join("\n");
}

function bytesOf({ body, encoding }) {
  if (encoding !== "base64") return new TextEncoder().encode(body);
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}

function Body({ message, title }) {
  const [way, setWay] = useState("laid out");
  if (!message.body) return html`<p class="dim nothing">${message.cut ? "The body was not read." : "No body."}</p>`;
  const ways = message.encoding === "base64" ? ["bytes"] : ["laid out", "as sent", "bytes"];
  const now = ways.includes(way) ? way : ways[0];
  return html`
    <div class="ways" role="group" aria-label=${`${title}: body`}>${ways.map((one) => html`<button type="button" class="quiet" aria-pressed=${one === now} onClick=${() => setWay(one)}>${one}</button>`)}
      <${Copy} text=${message.body} what=${`the body of the ${title.toLowerCase()}`} />
    </div>
    <pre tabindex="0" role="region" aria-label=${`${title}: body, ${now}`}><code>${now === "laid out" ? html`<${Json} text=${message.body} />` : now === "bytes" ? hex(bytesOf(message)) : html`<${Long} text=${message.body} />`}</code></pre>
    ${message.cut && html`<p class="dim nothing">${message.body === "<hidden>" ? "It may hold a secret, and cannot be read to hide only that." : "The journal keeps the first 64 KiB of a body."}</p>`}`;
}

function Side({ title, line, message }) {
  return html`<section class="side" aria-label=${title}>
    <h3>${title} <span class="dim">${line}</span></h3>
    <${Headers} headers=${message.headers} />
    <${Body} message=${message} title=${title} />
  </section>`;
}

function Acts({ id }) {
  const file = (name, kind, type, use) => trying(async () => save(name, await text(`requests/${id}/${kind}`), type), `Saved ${name}${use}.`);
  const address = () => `${location.origin}/__mock/${workspace ? `?workspace=${encodeURIComponent(workspace)}` : ""}#/x/${id}`;
  return html`<div class="acts">
    <${Copy} text=${address} what="the address of this exchange">Copy link<//>
    <${Copy} text=${() => text(`requests/${id}/curl`)} what="a curl command">Copy as curl<//>
    <${Copy} text=${() => text(`requests/${id}/fetch`)} what="a call of fetch">Copy as fetch<//>
    <button type="button" onClick=${() => file(`request-${id}.yaml`, "scenario", "application/yaml", `: authentik-mock verify request-${id}.yaml plays it`)} title="A file that authentik-mock verify plays, here and on a real server">Save as scenario</button>
    <button type="button" onClick=${() => file(`request-${id}.har`, "har", "application/json", "")} title="A file that browsers and authentik-mock import read">Save as HAR</button>
  </div>`;
}

export function Exchange({ id }) {
  const { value, error } = useRead(`requests/${id}`);
  if (error) {
    return html`<article class="exchange" aria-label="Exchange"><${Close} />
      <h2>Request ${id}</h2><p class="empty">${error.message}</p></article>`;
  }
  if (!value) return html`<article class="exchange" aria-label="Exchange" aria-busy="true"></article>`;
  const at = new Date(value.time);
  const address = value.query ? `${value.path}?${value.query}` : value.path;
  return html`<article class="exchange" aria-label="Exchange">
    <${Close} />
    <h2><span class="method">${short(value.method, 20)}</span> <span class="address">${short(address, 2000)}</span></h2>
    <p class=${`outcome kind-${value.kind}`}><span class="status">${statusText(value.status)}</span>
      <span class="dim">to ${value.user ? short(value.user, 60) : "no known user"} at ${clock(at)} after ${span(value.duration_ms)}${value.workspace && html`, in workspace ${short(value.workspace, 70)}`}</span></p>
    <${Acts} id=${id} />
    <${Reasons} exchange=${value} />
    <div class="sides">
      <${Side} title="Request" line="" message=${value.request} />
      <${Side} title="Answer" line=${statusText(value.status)} message=${value.answer} />
    </div>
  </article>`;
}

const Close = () => html`<a class="close" href="#/" aria-label="Close" title="Close (Esc)">×</a>`;
