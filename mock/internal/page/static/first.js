// The first line: which server this is, how to reach it, and what resets it.

import { html, useEffect } from "./vendor/preact.js";
import { workspace } from "./api.js";
import { Copy } from "./copy.js";
import { Sure } from "./sure.js";
import { clear, journal, pause } from "./journal.js";
import { Reset } from "./state.js";
import { trying, useRead, useStore } from "./store.js";
import { proof, short } from "./text.js";

function Fact({ name, children }) {
  return html`<div class="fact"><dt>${name}</dt><dd>${children}</dd></div>`;
}

// Workspaces is the chooser. Another workspace is another page.
function Workspaces() {
  const { turn, elsewhere } = useStore(journal);
  const { value, again } = useRead("workspaces", turn);
  const others = Object.keys(elsewhere).length;
  useEffect(again, [others]);
  const names = new Set((value?.workspaces ?? []).map(({ name }) => name)).add(workspace);
  const choose = (event) => {
    const name = event.target.value;
    location.href = `${location.pathname}${name ? `?workspace=${encodeURIComponent(name)}` : ""}#/`;
  };
  const busy = Object.entries(elsewhere).reduce((sum, [, count]) => sum + count, 0);
  return html`<select aria-label="Workspace" value=${workspace} onChange=${choose}>
      ${[...names].map((name) => html`<option value=${name} selected=${name === workspace}>${name || "common"}${elsewhere[name] ? ` (${elsewhere[name]} new)` : ""}</option>`)}
    </select>
    ${busy > 0 && html` <span class="dim" title="Requests in other workspaces since this page was opened">${busy} elsewhere</span>`}`;
}

export function FirstLine() {
  const { value: version } = useRead("version");
  const { paused, waiting } = useStore(journal);
  useEffect(() => {
    if (version) document.title = `authentik-mock · ${version.profile}`;
  }, [version]);
  if (!version) return html`<dl class="facts"></dl>`;
  const { profile, about, seeds } = version;
  const { few, whole } = proof(version);
  const token = workspace ? `${version.token}~${workspace}` : version.token;
  return html`
    <dl class="facts">
      <${Fact} name="Profile"><strong title=${about}>${profile}</strong> <span class="dim" title=${whole}>${few}</span><//>
      <${Fact} name="Seed">${seeds.map((name) => short(name, 40)).join(", ") || "fresh"}<//>
      <${Fact} name="Workspace"><${Workspaces} /><//>
      <${Fact} name="Address"><code>${location.origin}</code> <${Copy} text=${location.origin} what="the address" /><//>
      <${Fact} name="Token"><code>${short(token, 40)}</code> <${Copy} text=${token} what="the token" /><//>
    </dl>
    <div class="acts">
      <button type="button" aria-pressed=${paused} onClick=${() => pause()}>${paused ? `Go on${waiting.length ? ` (${waiting.length} new)` : ""}` : "Pause"}</button>
      <${Sure} act=${() => trying(clear, "The list is empty.")} lost="The journal forgets all requests and their answers. The state stays as it is." title="Empties the list of requests.">Clear<//>
      <${Reset}>Reset<//>
    </div>`;
}
