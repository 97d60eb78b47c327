// The list of exchanges, and beside it the one that is open.

import { Component, html, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { text } from "./api.js";
import { save } from "./copy.js";
import { Exchange } from "./exchange.js";
import { journal, most, pause } from "./journal.js";
import { toExchange } from "./route.js";
import { trying, useStore } from "./store.js";
import { clock, plural, short, span } from "./text.js";

// At most this many rows are drawn.
const drawn = 500;

export const kinds = { ok: "answered", refused: "refused", "not-found": "not found", "not-served": "not served", fault: "failed" };

// Row draws itself once: an exchange does not change.
class Row extends Component {
  shouldComponentUpdate(next) {
    return next.open !== this.props.open || next.row !== this.props.row;
  }

  render({ row, open }) {
    const reason = row.reasons.length > 1 ? `${row.reasons[0]} (+${row.reasons.length - 1})` : row.reasons[0] ?? "";
    return html`<li><a href=${toExchange(row.id)} class=${`row kind-${row.kind}`} aria-current=${open ? "true" : undefined} data-id=${row.id}>
      <time datetime=${row.time} title=${row.at.toLocaleString()}>${clock(row.at)}</time>
      <span class="method">${short(row.method, 12)}</span>
      <span class="status">${row.status || "none"}</span>
      <span class="address">${short(row.address, 300)}</span>
      <span class="user">${short(row.user, 40) || html`<span class="dim">no user</span>`}</span>
      <span class="took">${span(row.duration_ms)}</span>
      <span class="reason">${short(reason, 200)}</span>
    </a></li>`;
  }
}

const noFilter = { text: "", method: "", status: "", user: "", kind: "" };

function matches(row, { text, method, status, user, kind }) {
  return (!method || row.method === method) && (!kind || row.kind === kind) && (!user || row.user === (user === "-" ? "" : user)) &&
    (!status || String(row.status) === status || `${Math.floor(row.status / 100)}xx` === status) &&
    text.toLowerCase().split(/\s+/).every((word) => row.found.includes(word));
}

// chosen returns the values of a column, with the number of rows that have each.
const values = (list, column) => [...new Set(list.map((row) => row[column]))].sort();

function Choice({ label, value, options, change }) {
  return html`<select aria-label=${label} value=${value} onChange=${(event) => change(event.target.value)} class=${value ? "set" : ""}>
    <option value="">${label}</option>
    ${options.map(([option, title]) => html`<option value=${option} selected=${option === value}>${title ?? short(option, 40)}</option>`)}
  </select>`;
}

function Filter({ list, filter, setFilter, input }) {
  const set = (name) => (value) => setFilter((now) => ({ ...now, [name]: value }));
  const statuses = values(list, "status").map((status) => [String(status)]);
  const classes = [...new Set(list.map((row) => `${Math.floor(row.status / 100)}xx`))].sort().map((name) => [name]);
  const isSet = Object.values(filter).some(Boolean);
  return html`<form class="filter" role="search" aria-label="Requests" onSubmit=${(event) => event.preventDefault()}>
    <input ref=${input} type="search" placeholder="Filter by text" aria-label="Filter by text" value=${filter.text} onInput=${(event) => set("text")(event.target.value)} />
    <${Choice} label="Method" value=${filter.method} options=${values(list, "method").map((name) => [name])} change=${set("method")} />
    <${Choice} label="Status" value=${filter.status} options=${[...classes, ...statuses]} change=${set("status")} />
    <${Choice} label="User" value=${filter.user} options=${values(list, "user").map((name) => (name ? [name] : ["-", "no user"]))} change=${set("user")} />
    <${Choice} label="Outcome" value=${filter.kind} options=${Object.entries(kinds)} change=${set("kind")} />
    ${isSet && html`<button type="button" class="quiet" onClick=${() => setFilter(noFilter)}>Show all</button>`}
  </form>`;
}

function Counts({ shown, list, state }) {
  const { lost, evicted, paused, waiting } = state;
  const drawnOnly = shown.length > drawn ? `; the newest ${drawn} are drawn` : "";
  return html`<p class="counts" aria-live="off">
    ${shown.length === list.length ? plural(list.length, "request") : `${shown.length.toLocaleString()} of ${plural(list.length, "request")}`}${drawnOnly}
    ${list.length >= most && html` · the page keeps ${most.toLocaleString()}`}
    ${evicted > 0 && html` · <span title="The journal is full: --journal-size and --journal-entries make it larger">${evicted.toLocaleString()} older ones have left the journal</span>`}
    ${lost > 0 && html` · <strong class="bad">gap: ${plural(lost, "request")} left the journal before this page read them</strong>`}
    ${list.length > 0 && html` · <button type="button" class="quiet" title="All requests of the journal, with their answers, for browsers and authentik-mock import" onClick=${() => trying(async () => save("requests.har", await text("requests.har"), "application/json"), "Saved requests.har.")}>save all as HAR</button>`}
    ${paused && html` · <button type="button" class="quiet" onClick=${() => pause(false)}>paused, new: ${waiting.length}</button>`}
  </p>`;
}

function Empty({ state }) {
  if (!state.loaded) return html`<p class="empty">Reading the journal …</p>`;
  if (state.error) return html`<div class="empty"><p>${state.error}</p></div>`;
  return html`<div class="empty">
    <p><strong>Nothing has been asked yet.</strong> Requests appear here as they come. For example:</p>
    <pre><code>curl -H 'Authorization: Bearer TOKEN' ${location.origin}/api/v3/core/groups/</code></pre>
    <p>The token stands in the first line. Or <a href=${`/__mock/reference${location.search}`}>try an operation in the API reference</a>.</p>
  </div>`;
}

// isOpen reports whether an exchange is open by its address, which is ahead of what is drawn.
const isOpen = () => location.hash.startsWith("#/x/");

const close = () => {
  if (isOpen()) location.hash = "#/";
};

// useKeys moves along the rows with j and k, closes with Escape, filters with / and pauses with p. On a narrow screen an open
// exchange hides the list, which takes no focus then: what is to have it gets it when the list shows again.
function useKeys(input, list, open) {
  const at = useRef(0); // the exchange that the keys have come to
  const wanted = useRef(null);
  useLayoutEffect(() => {
    if (open) at.current = open;
    else if (wanted.current) wanted.current.focus();
    else if (document.activeElement === document.body) list.current.querySelector(`[data-id="${at.current}"]`)?.focus();
    wanted.current = null;
  }, [open]);
  useLayoutEffect(() => {
    const focus = (element) => {
      element.focus();
      wanted.current = document.activeElement === element ? null : element;
    };
    const filter = () => {
      if (!input.current.checkVisibility()) close();
      focus(input.current);
    };
    const move = (by) => {
      const rows = [...list.current.querySelectorAll("a.row")];
      const focused = isOpen() ? -1 : rows.indexOf(document.activeElement);
      const from = focused >= 0 ? focused : rows.findIndex((row) => Number(row.dataset.id) === at.current);
      const row = rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)];
      if (!row) return;
      at.current = Number(row.dataset.id);
      focus(row);
      if (isOpen()) location.replace(row.href);
    };
    const keys = { j: () => move(1), k: () => move(-1), p: () => pause(), "/": filter, Escape: close };
    const key = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog")) return;
      if (event.target.closest("input, textarea, select")) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
}

export function Exchanges({ open }) {
  const state = useStore(journal);
  const [filter, setFilter] = useState(noFilter);
  const input = useRef();
  const list = useRef();
  useKeys(input, list, open);
  const shown = useMemo(() => state.list.filter((row) => matches(row, filter)), [state.list, filter]);
  return html`<div class=${`exchanges${open ? " split" : ""}`}>
    <section class="list" aria-label="Requests">
      <${Filter} list=${state.list} filter=${filter} setFilter=${setFilter} input=${input} />
      <${Counts} shown=${shown} list=${state.list} state=${state} />
      <ol class="rows" ref=${list} reversed>
        ${shown.slice(0, drawn).map((row) => html`<${Row} key=${row.id || row.time} row=${row} open=${row.id === open} />`)}
      </ol>
      ${state.list.length === 0 && html`<${Empty} state=${state} />`}
      ${state.list.length > 0 && shown.length === 0 && html`<div class="empty"><p>No request matches. <button type="button" onClick=${() => setFilter(noFilter)}>Show all</button></p></div>`}
    </section>
    ${open > 0 && html`<${Exchange} key=${open} id=${open} />`}
  </div>`;
}
