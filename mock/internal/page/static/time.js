// The time of the workspace.

import { html, useEffect, useState } from "./vendor/preact.js";
import { change } from "./api.js";
import { trying, useRead } from "./store.js";

const steps = [["1m", "1 minute"], ["1h", "1 hour"], ["24h", "1 day"], ["720h", "30 days"]];

export function Time({ mark }) {
  const [turn, setTurn] = useState(0);
  const { value } = useRead("clock", `${mark} ${turn}`);
  const [by, setBy] = useState("");
  const set = async (body, done) => {
    await trying(() => change("PUT", "clock", body), done);
    setTurn((n) => n + 1);
  };
  const advance = (event) => {
    event.preventDefault();
    set({ advance: by }, `The time is ${by} later.`);
  };
  if (!value) return null;
  return html`<section aria-labelledby="time"><h2 id="time">Time</h2>
    <p class="now"><${Running} clock=${value} /> <span class="dim">${value.frozen ? "stands still" : "runs"}</span></p>
    <div class="acts">
      <button type="button" aria-pressed=${value.frozen} onClick=${() => set({ frozen: value.frozen ? null : value.now }, value.frozen ? "The time runs." : "The time stands still.")}>${value.frozen ? "Let it run" : "Freeze"}</button>
      ${steps.map(([span, title]) => html`<button type="button" onClick=${() => set({ advance: span }, `The time is ${title} later.`)}>+ ${title}</button>`)}
    </div>
    <form class="acts" onSubmit=${advance}><label>Advance by <input required placeholder="36h30m" value=${by} onInput=${(event) => setBy(event.target.value)} /></label><button>Advance</button></form>
  </section>`;
}

// Running shows the time as it passes.
function Running({ clock }) {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    setPassed(0);
    if (clock.frozen) return undefined;
    const began = Date.now();
    const timer = setInterval(() => setPassed(Date.now() - began), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  const at = new Date(new Date(clock.now).getTime() + passed);
  return html`<time datetime=${at.toISOString()}>${at.toISOString().slice(0, 19).replace("T", " ")} UTC</time>`;
}
