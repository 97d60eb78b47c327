// What the workspace holds, by resource, as authentik's API shows it to somebody who may see everything.

import { html, useEffect, useState } from "./vendor/preact.js";
import { change, query } from "./api.js";
import { Copy } from "./copy.js";
import { journal } from "./journal.js";
import { toObject, toReference, toResource } from "./route.js";
import { Snapshots } from "./snapshots.js";
import { Sure } from "./sure.js";
import { trying, useRead, useStore } from "./store.js";
import { plural, short } from "./text.js";

// The first folders of the API in the order of interest; others follow by name.
const order = ["flows", "stages", "core", "rbac", "policies"];
const place = (folder) => (order.includes(folder) ? order.indexOf(folder) : order.length);

// listed returns the resources whose objects have addresses, and the single ones.
export const listed = (resources) => resources.filter((one) => one.single || one.methods.includes("GET"));

export const useResources = () => {
  const { turn } = useStore(journal);
  return useRead("resources", turn);
};

export const lookPath = (at, as) => `look${query({ at, as })}`;

// nameOf returns what people call an object.
export const nameOf = (object) => object.name || object.username || object.identifier || object.title || object.slug || object.domain || object.codename || object.pk || "";

export function Resources({ here }) {
  const { value } = useResources();
  const folders = new Map();
  for (const one of listed(value?.resources ?? [])) {
    const folder = one.path.split("/")[0];
    folders.set(folder, [...(folders.get(folder) ?? []), one]);
  }
  const sorted = [...folders].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
  return html`<nav class="resources" aria-label="Resources">
    <a href="#/state" aria-current=${here ? undefined : "page"}>Overview</a>
    ${sorted.map(([folder, resources]) => html`<h2>${folder}</h2>
      ${resources.map((one) => html`<a href=${toResource(one.path)} aria-current=${one.path === here ? "page" : undefined} class=${one.count ? "" : "none"} title=${one.path}>
        <span>${one.path.slice(folder.length + 1).replaceAll("_", " ")}</span> <span class="number">${one.single ? "" : one.count.toLocaleString()}</span></a>`)}`)}
  </nav>`;
}

export function State({ path }) {
  return html`<div class="state"><${Resources} here=${path} />
    <div class="held">${path ? html`<${List} key=${path} path=${path} />` : html`<${Overview} />`}</div></div>`;
}

// Overview has what people look for first: flows with their stages, users with their tokens, and the state as a whole.
function Overview() {
  const { turn } = useStore(journal);
  return html`<${Snapshots} mark=${turn} /><${Flows} mark=${turn} /><${Users} mark=${turn} />`;
}

// The API lists this many objects of an overview.
const overview = 100;

function Flows({ mark }) {
  const flows = useRead(lookPath(`/api/v3/flows/instances/?ordering=slug&page_size=${overview}`), mark);
  const bindings = useRead(lookPath("/api/v3/flows/bindings/?ordering=order&page_size=1000"), mark);
  if (!flows.value || !bindings.value) return null;
  const { results, pagination } = flows.value.body;
  const stages = Map.groupBy(bindings.value.body.results, (binding) => binding.target);
  return html`<section aria-labelledby="flows"><h2 id="flows">Flows and their stages</h2>
    <div class="wide stack"><table><thead><tr><th>Flow</th><th>Designation</th><th>Stages, in order</th></tr></thead>
    <tbody>${results.map((flow) => html`<tr><th scope="row"><a href=${toObject("flows/instances", flow.slug)}>${short(flow.slug)}</a></th>
      <td>${short(flow.designation)}</td>
      <td class="chain">${(stages.get(flow.pk) ?? []).map((binding) => html`<a href=${toReference("stage", binding.stage)} title=${binding.stage_obj.verbose_name}>${short(binding.stage_obj.name, 80)}</a> `)}
        ${!stages.has(flow.pk) && html`<span class="dim">none</span>`}</td></tr>`)}</tbody></table></div>
    <${More} shown=${results.length} count=${pagination.count} path="flows/instances" /></section>`;
}

function Users({ mark }) {
  const users = useRead(lookPath(`/api/v3/core/users/?ordering=username&page_size=${overview}`), mark);
  const tokens = useRead("tokens", mark);
  if (!users.value || !tokens.value) return null;
  const { results, pagination } = users.value.body;
  const held = Map.groupBy(tokens.value.tokens, (token) => token.user);
  return html`<section aria-labelledby="users"><h2 id="users">Users and their tokens</h2>
    <div class="wide stack"><table><thead><tr><th>User</th><th>Groups</th><th>May</th><th>Tokens</th></tr></thead>
    <tbody>${results.map((user) => html`<tr><th scope="row"><a href=${toObject("core/users", user.pk)}>${short(user.username, 60)}</a></th>
      <td>${user.groups_obj?.map((group) => html`<a href=${toObject("core/groups", group.pk)}>${short(group.name, 60)}</a> `)}</td>
      <td>${user.is_superuser ? "everything" : user.is_active ? "what its roles allow" : "nothing: not active"}</td>
      <td>${(held.get(user.username) ?? []).map((token) => html`<span class="token"><code>${short(token.key, 24)}</code> <${Copy} text=${token.key} what=${`the token ${token.identifier}`} />${!token.usable && html` <span class="dim">not usable</span>`}</span> `)}</td></tr>`)}</tbody></table></div>
    <${More} shown=${results.length} count=${pagination.count} path="core/users" /></section>`;
}

const More = ({ shown, count, path }) => count > shown && html`<p><a href=${toResource(path)}>All ${count.toLocaleString()}</a></p>`;

// columnsOf returns the members that tell most in a table: short values that are no keys.
function columnsOf(objects, resource) {
  const names = Object.keys(objects[0] ?? {}).filter((name) => {
    if ([resource.pk, "component", "verbose_name", "verbose_name_plural", "meta_model_name", "avatar", "uid", "uuid", "background"].includes(name) || name.endsWith("_ptr_id") || name.endsWith("_url")) return false;
    return objects.every((object) => object[name] === null || typeof object[name] !== "object") && objects.some((object) => object[name] !== null && object[name] !== "");
  });
  const first = ["name", "username", "identifier", "slug", "title", "domain", "order"].filter((name) => names.includes(name));
  return [...new Set([...first, ...names])].slice(0, 6);
}

function List({ path }) {
  const { turn } = useStore(journal);
  const resources = useResources();
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(1);
  const resource = listed(resources.value?.resources ?? []).find((one) => one.path === path);
  useEffect(() => setPage(1), [search]);
  const parameters = query({ page_size: 50, page, search });
  const { value, error } = useRead(resource && !resource.single && lookPath(`/api/v3/${path}/${parameters}`), turn);
  if (resources.value && !resource) return html`<p class="empty">This profile has no ${short(path)}.</p>`;
  if (!resource) return null;
  if (resource.single) return html`<${Single} path=${path} />`;
  const objects = value?.body?.results ?? [];
  const columns = columnsOf(objects, resource);
  return html`<section aria-label=${resource.title}>
    <div class="heading"><h2>${resource.title}</h2>
      <input type="search" placeholder="Search" aria-label=${`Search ${resource.title}`} value=${search} onInput=${(event) => setSearch(event.target.value)} />
      <code class="dim">/api/v3/${path}/</code></div>
    ${error && html`<p class="empty">${error.message}</p>`}
    ${value && value.status !== 200 && html`<p class="empty">${value.reasons.join("; ")}</p>`}
    ${value?.status === 200 && objects.length === 0 && html`<p class="empty">${search ? "Nothing is found." : `This workspace holds no ${resource.title}.`}</p>`}
    ${objects.length > 0 && html`<div class="wide"><table><thead><tr>${columns.map((name) => html`<th>${name.replaceAll("_", " ")}</th>`)}</tr></thead>
      <tbody>${objects.map((object) => html`<tr>${columns.map((name, i) => {
        const shown = short(i === 0 ? object[name] || nameOf(object) : object[name], 60);
        return i === 0 ? html`<th scope="row"><a href=${toObject(path, object[resource.key])}>${shown}</a></th>` : html`<td>${shown}</td>`;
      })}</tr>`)}</tbody></table></div>`}
    ${value?.body?.pagination?.total_pages > 1 && html`<${Pages} page=${page} setPage=${setPage} total=${value.body.pagination.total_pages} count=${value.body.pagination.count} />`}
  </section>`;
}

function Pages({ page, setPage, total, count }) {
  return html`<p class="pages"><button type="button" disabled=${page === 1} onClick=${() => setPage(page - 1)}>Before</button>
    <span>page ${page} of ${total}, ${plural(count, "object")}</span>
    <button type="button" disabled=${page === total} onClick=${() => setPage(page + 1)}>Next</button></p>`;
}

function Single({ path }) {
  useEffect(() => location.replace(toObject(path, "")), [path]);
  return null;
}

// Reset is a button that resets the workspace.
export function Reset({ children }) {
  const reset = () => trying(() => change("POST", "reset"), "The workspace is back at its seeds.");
  return html`<${Sure} act=${reset} lost="What was created and changed in this workspace is lost: its objects, its faults and its time go back to the seeds." title="Takes this workspace back to the seeds.">${children}<//>`;
}
