// One object: its members, who uses it, who may see it, what touched it, and a form to change it.

import { html, useEffect } from "./vendor/preact.js";
import { query } from "./api.js";
import { Copy } from "./copy.js";
import { Diagram } from "./diagram.js";
import { journal } from "./journal.js";
import { Json } from "./json.js";
import { hasPermissions, Permissions } from "./permissions.js";
import { toExchange, toObject, toReference, toResource } from "./route.js";
import { Send } from "./send.js";
import { listed, lookPath, nameOf, Resources, useResources } from "./state.js";
import { useRead, useStore } from "./store.js";
import { clock, plural, short } from "./text.js";

// Reference leads on to the object with a primary key.
export function Reference({ model, pk }) {
  const { value, error } = useRead(`objects/${encodeURIComponent(model)}/${encodeURIComponent(pk)}`);
  useEffect(() => {
    if (value) location.replace(toObject(value.path, value.key));
  }, [value]);
  return html`<div class="state"><${Resources} here="" /><div class="held">${error && html`<p class="empty">${error.message}</p>`}</div></div>`;
}

export function ObjectView({ path, id }) {
  const { value } = useResources();
  const resource = listed(value?.resources ?? []).find((one) => one.path === path);
  return html`<div class="state"><${Resources} here=${path} />
    <div class="held">${value && !resource && html`<p class="empty">This profile has no ${short(path)}.</p>`}
      ${resource && html`<${One} key=${`${path} ${id}`} resource=${resource} id=${id} />`}</div></div>`;
}

function One({ resource, id }) {
  const { turn } = useStore(journal);
  const at = resource.single ? `/api/v3/${resource.path}/` : `/api/v3/${resource.path}/${encodeURIComponent(id)}/`;
  const { value, error } = useRead(lookPath(at), turn);
  if (error || (value && value.status !== 200)) {
    return html`<h2>${short(id)}</h2><p class="empty">${error ? error.message : `There is no such object: ${value.reasons.join("; ")}`}</p>`;
  }
  if (!value) return null;
  const object = value.body;
  const link = (member, text) => resource.refers[member] && text && text !== "null" && toReference(resource.refers[member], text);
  const has = (action) => resource.actions.includes(action);
  return html`<article class="object">
    <p class="crumbs"><a href=${toResource(resource.path)}>${resource.title}</a></p>
    <h2>${short(resource.single ? resource.title : nameOf(object) || id)}</h2>
    <p><code class="address">${at}</code> <${Copy} text=${location.origin + at} what="the address of this object" /></p>
    ${has("diagram") && html`<${FlowDiagram} at=${`${at}diagram/`} mark=${turn} />`}
    <div class="columns">
      <section aria-labelledby="members"><h3 id="members">Members</h3>
        <pre tabindex="0" role="group" aria-label="Members as JSON"><code><${Json} text=${JSON.stringify(object)} link=${link} /></code></pre></section>
      <div>
        ${has("used_by") && html`<${UsedBy} at=${`${at}used_by/`} mark=${turn} />`}
        ${hasPermissions(resource.path) && html`<${Permissions} path=${resource.path} pk=${object[resource.pk]} mark=${turn} />`}
        <${Readers} at=${at} mark=${turn} />
        <${Touched} id=${object[resource.pk] ?? id} at=${at} />
      </div>
    </div>
    ${resource.methods.includes("PATCH") && html`<${Send} at=${at} object=${object} resource=${resource} />`}
  </article>`;
}

function FlowDiagram({ at, mark }) {
  const { value } = useRead(lookPath(at), mark);
  return value?.status === 200 && html`<section aria-labelledby="diagram"><h3 id="diagram">Diagram</h3><${Diagram} source=${value.body.diagram} /></section>`;
}

function UsedBy({ at, mark }) {
  const { value } = useRead(lookPath(at), mark);
  if (!value) return null;
  const users = value.status === 200 ? value.body : [];
  return html`<section aria-labelledby="used"><h3 id="used">Used by</h3>
    ${users.length === 0 && html`<p class="dim">${value.status === 200 ? "Nothing." : value.reasons.join("; ")}</p>`}
    <ul class="plain">${users.map((user) => html`<li><span class="dim">${user.model_name}</span> <a href=${toReference(`${user.app}.${user.model_name}`, user.pk)}>${short(user.name, 120)}</a></li>`)}</ul></section>`;
}

// Readers lists those who may see the object first.
function Readers({ at, mark }) {
  const { value } = useRead(`readers${query({ at })}`, mark);
  if (!value) return null;
  const may = value.readers.filter(({ status }) => status === 200);
  const not = value.readers.filter(({ status }) => status !== 200);
  return html`<section aria-labelledby="readers"><h3 id="readers">Who may see it</h3>
    ${may.length === 0 && html`<p class="dim">Nobody.</p>`}
    <ul class="plain">${may.map((reader) => html`<li><strong>${short(reader.user, 80)}</strong> <span class="dim">${short(reader.why)}</span></li>`)}</ul>
    ${not.length > 0 && html`<details><summary>${plural(not.length, "user")} may not</summary>
      <ul class="plain">${not.map((reader) => html`<li>${short(reader.user, 80)} <span class="dim">gets ${reader.status}, ${short(reader.why)}</span></li>`)}</ul></details>`}
    ${value.left_out > 0 && html`<p class="dim">${plural(value.left_out, "further user")} were not asked.</p>`}</section>`;
}

function Touched({ id, at }) {
  const { beat } = useStore(journal);
  const own = at.split("/").at(-2) ?? "";
  const byKey = useRead(`requests${query({ mentions: id, last: 50 })}`, beat);
  const byAddress = useRead(String(id) !== own ? `requests${query({ path: `*${at}*`, last: 50 })}` : "", beat);
  const found = new Map([...(byKey.value?.requests ?? []), ...(byAddress.value?.requests ?? [])].map((one) => [one.id, one]));
  // Objects of several kinds may have the same number as their key.
  const collection = at.split("/").slice(0, -2).join("/");
  const isOwn = (row) => typeof id !== "number" || row.path.includes(collection);
  const rows = [...found.values()].filter(isOwn).sort((a, b) => b.id - a.id);
  return html`<section aria-labelledby="touched"><h3 id="touched">Exchanges that touched it</h3>
    ${rows.length === 0 && html`<p class="dim">None in the journal.</p>`}
    <ul class="plain">${rows.slice(0, 20).map((row) => html`<li class=${`line kind-${row.kind}`}><a href=${toExchange(row.id)}>${clock(new Date(row.time))} ${short(row.method, 12)} <span class="status">${row.status}</span></a> <span class="dim">${short(row.path, 120)}</span></li>`)}</ul></section>`;
}

