// Faults on demand, and the time.

import { html, useEffect, useState } from "./vendor/preact.js";
import { change } from "./api.js";
import { journal } from "./journal.js";
import { Time } from "./time.js";
import { trying, useRead, useStore } from "./store.js";
import { plural, short } from "./text.js";

// left returns the time until a moment: 9:42.
function left(until, now) {
  const seconds = Math.max(0, Math.round((new Date(until) - now) / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${String(seconds % 60).padStart(2, "0")}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}

// useNow returns the time of the machine, every second.
function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function Faults() {
  const { beat, turn } = useStore(journal);
  const presets = useRead("presets").value?.presets ?? [];
  const { value, again } = useRead("faults", `${turn} ${beat}`);
  const now = useNow();
  const active = (value?.faults ?? []).filter((fault) => new Date(fault.expires) > now);
  const set = async (name, fault) => {
    const done = await trying(() => change("PUT", `faults/${encodeURIComponent(name)}`, fault), `The fault ${name} is on.`);
    again();
    return done;
  };
  const remove = async (name) => {
    await trying(() => change("DELETE", `faults/${encodeURIComponent(name)}`), `The fault ${name} is off.`);
    again();
  };
  return html`<div class="faults">
    <${Next} set=${set} />
    <section aria-labelledby="active"><h2 id="active">Faults that are on</h2>
      ${active.length === 0 && html`<p class="empty">None: every request is answered as authentik answers it.</p>`}
      <ul class="plain">${active.map((fault) => html`<${Active} key=${fault.name} fault=${fault} now=${now} remove=${remove} />`)}</ul></section>
    <${Presets} presets=${presets} active=${active} set=${set} remove=${remove} />
    <${Time} mark=${turn} />
  </div>`;
}

// matchOf describes the requests that a fault strikes.
function matchOf({ match = {}, times, after }) {
  const requests = match.method ? `${match.method} request` : "request";
  const which = times === 1 ? `the next ${requests}` : times ? `the next ${times} ${requests}s` : `every ${requests}`;
  return [which, match.path && `to ${match.path}`, match.user && `of ${match.user}`, after && `after the first ${after}`].filter(Boolean).join(" ");
}

const isSpent = (fault) => fault.times > 0 && fault.struck >= fault.times;

function thenOf({ preset, then = {} }) {
  if (preset) return preset;
  return [then.status && `status ${then.status}`, then.delay && `${then.delay} later`, then.connection && `connection ${then.connection}`].filter(Boolean).join(", ");
}

function Active({ fault, now, remove }) {
  const spent = isSpent(fault);
  return html`<li class=${`fault${spent ? " spent" : ""}`}>
    <strong>${short(fault.name, 60)}</strong> <span>${short(`${matchOf(fault)}: ${thenOf(fault)}`, 200)}</span>
    <span class="dim">${spent ? `spent: it struck ${fault.struck}` : html`struck ${fault.struck}${fault.times ? ` of ${fault.times}` : ""} · ends in <span class="countdown">${left(fault.expires, now)}</span>`}</span>
    <button type="button" onClick=${() => remove(fault.name)}>${spent ? "Remove" : "Turn off"}</button></li>`;
}

const outcomes = [["503", "503 Service Unavailable"], ["500", "500 Internal Server Error"], ["429", "429 Too Many Requests"], ["403", "403 Forbidden"], ["404", "404 Not Found"], ["reset", "a connection that is reset"], ["empty", "a connection that is closed"]];

// Next is the fault that people want most: the next few requests fail.
function Next({ set }) {
  const [given, setGiven] = useState({ times: "2", method: "", path: "", outcome: "503" });
  const field = (name) => ({ value: given[name], onInput: (event) => setGiven({ ...given, [name]: event.target.value }) });
  const arm = (event) => {
    event.preventDefault();
    const { times, method, path, outcome } = given;
    const then = /^\d+$/.test(outcome) ? { status: Number(outcome) } : { connection: outcome };
    set("next", { match: { ...(method && { method }), ...(path && { path }) }, times: Number(times), then });
  };
  return html`<section aria-labelledby="next"><h2 id="next">Make the next requests fail</h2>
    <form class="next acts" onSubmit=${arm}>
      <label>Answer the next <input type="number" min="1" max="100000" required ...${field("times")} /></label>
      <label><span class="off-screen">Method</span><select ...${field("method")}>${["", "GET", "POST", "PUT", "PATCH", "DELETE"].map((name) => html`<option value=${name}>${name || "requests of any method"}</option>`)}</select></label>
      <label>to <input placeholder="any address" title="/api/v3/core/* stands for all addresses that begin so" ...${field("path")} /></label>
      <label>with <select ...${field("outcome")}>${outcomes.map(([name, title]) => html`<option value=${name}>${title}</option>`)}</select></label>
      <button class="main">Turn on</button>
    </form></section>`;
}

const known = { recorded: "a real server was recorded", read: "read in its source", modelled: "modelled", made: "no answer of authentik’s" };

function Presets({ presets, active, set, remove }) {
  const [times, setTimes] = useState("");
  const [lasts, setLasts] = useState("10m");
  const [user, setUser] = useState("");
  const on = active.filter((fault) => !isSpent(fault)).length;
  return html`<section aria-labelledby="presets"><h2 id="presets">What goes wrong with authentik</h2>
    <div class="acts">
      <label>Each strikes <input type="number" min="1" placeholder="no limit" value=${times} onInput=${(event) => setTimes(event.target.value)} /> times,</label>
      <label>lasts <select value=${lasts} onInput=${(event) => setLasts(event.target.value)}>${[["1m", "a minute"], ["10m", "10 minutes"], ["1h", "an hour"], ["24h", "a day"]].map(([span, title]) => html`<option value=${span} selected=${span === lasts}>${title}</option>`)}</select></label>
      <label>and only requests of <input placeholder="anybody" value=${user} onInput=${(event) => setUser(event.target.value)} /></label>
    </div>
    <ul class="plain presets">${presets.map((preset) => {
      const fault = active.find((one) => one.name === preset.name && !isSpent(one));
      const toggle = () => (fault ? remove(preset.name) : set(preset.name, { preset: preset.name, for: lasts, ...(times && { times: Number(times) }), ...(user && { match: { user } }) }));
      return html`<li><button type="button" role="switch" aria-checked=${Boolean(fault)} aria-label=${preset.name} onClick=${toggle}></button>
        <div><strong>${preset.name}</strong> <span class="dim" title=${preset.from}>${known[preset.known]}</span><br />${preset.about}</div></li>`;
    })}</ul>
    ${on > 0 && html`<p class="dim">${plural(on, "fault")} on. A reset of the workspace turns them off too.</p>`}
  </section>`;
}
