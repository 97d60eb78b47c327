// The state as a whole: reset, snapshots, and the state as a file.

import { html, useState } from "./vendor/preact.js";
import { change, text } from "./api.js";
import { save } from "./copy.js";
import { Reset } from "./state.js";
import { Sure } from "./sure.js";
import { trying, useRead } from "./store.js";
import { short } from "./text.js";

export function Snapshots({ mark }) {
  const { value, again } = useRead("snapshots", mark);
  const [name, setName] = useState("");
  const run = async (method, path, done) => {
    await trying(() => change(method, path), done);
    again();
  };
  const take = async (event) => {
    event.preventDefault();
    await run("PUT", `snapshots/${encodeURIComponent(name)}`, `Kept the state as ${name}.`);
    setName("");
  };
  const file = (path, title, type) => trying(async () => save(title, await text(path), type), `Saved ${title}.`);
  return html`<section aria-labelledby="snapshots"><h2 id="snapshots">The state as a whole</h2>
    <div class="acts">
      <${Reset}>Reset to the seeds<//>
      <button type="button" onClick=${() => file("state", "state.yaml", "application/yaml")}>Save as a seed</button>
      <button type="button" onClick=${() => file("blueprint", "blueprint.yaml", "application/yaml")}>Save as a blueprint</button>
    </div>
    <form class="acts" onSubmit=${take}><label>Snapshot <input required pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" maxlength="63" placeholder="a name" value=${name} onInput=${(event) => setName(event.target.value)} /></label><button>Take</button></form>
    ${value?.snapshots.length === 0 && html`<p class="dim">No snapshot yet. One takes no copy, so that it costs nothing.</p>`}
    ${value?.snapshots.length > 0 && html`<ul class="plain">${value.snapshots.map((one) => html`<li class="acts"><strong>${short(one.name)}</strong> <time class="dim" datetime=${one.time}>${new Date(one.time).toLocaleString()}</time>
      <${Sure} act=${() => run("POST", `snapshots/${encodeURIComponent(one.name)}/restore`, `The state is that of ${one.name}.`)} lost=${`The state as it is now is lost, unless a snapshot keeps it: that of ${one.name} takes its place.`}>Restore<//>
      <${Sure} quiet act=${() => run("DELETE", `snapshots/${encodeURIComponent(one.name)}`, `${one.name} is gone.`)} lost=${`The snapshot ${one.name} is lost.`}>Delete<//></li>`)}</ul>`}
  </section>`;
}
