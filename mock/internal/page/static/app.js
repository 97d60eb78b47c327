// The page: the first line, the views, and what all of them share.

import { html, render, useLayoutEffect, useState } from "./vendor/preact.js";
import { FirstLine } from "./first.js";
import { Exchanges } from "./exchanges.js";
import { Faults } from "./faults.js";
import { Help } from "./help.js";
import { journal, start } from "./journal.js";
import { Notice } from "./notice.js";
import { ObjectView, Reference } from "./object.js";
import { useRoute } from "./route.js";
import { State } from "./state.js";
import { useStore } from "./store.js";

const views = [
  { name: "", also: ["x"], title: "Requests" },
  { name: "state", also: ["object", "ref"], title: "State" },
  { name: "faults", also: [], title: "Faults and time" },
];

function View({ route }) {
  switch (route.view) {
    case "state": return html`<${State} path=${route.rest.join("/")} />`;
    case "object": return html`<${ObjectView} path=${route.rest.slice(0, -1).join("/")} id=${route.rest.at(-1)} />`;
    case "ref": return html`<${Reference} model=${route.rest[0]} pk=${route.rest[1]} />`;
    case "faults": return html`<${Faults} />`;
    default: return html`<${Exchanges} open=${route.view === "x" ? Number(route.rest[0]) : 0} />`;
  }
}

function Tabs({ route }) {
  return html`<nav aria-label="Views">
    ${views.map(({ name, also, title }) => {
      const here = route.view === name || also.includes(route.view);
      return html`<a href=${`#/${name}`} aria-current=${here ? "page" : undefined}>${title}</a>`;
    })}
    <a href=${`/__mock/reference${location.search}`}>API reference</a>
  </nav>`;
}

function App() {
  const route = useRoute();
  const [helping, setHelping] = useState(false);
  const { connected } = useStore(journal);
  useLayoutEffect(() => {
    const key = (event) => {
      if (event.key !== "?" || event.target.closest("input, textarea, select, dialog")) return;
      event.preventDefault();
      setHelping(true);
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return html`
    <header class="top">
      <h1><a href="#/">authentik<b>mock</b></a></h1>
      <${FirstLine} />
    </header>
    <div class="bar">
      <${Tabs} route=${route} />
      <button type="button" class="quiet help" onClick=${() => setHelping(true)}>Keys <kbd>?</kbd></button>
    </div>
    ${!connected && html`<p class="banner bad" role="alert">The fake does not answer. This page shows what it knew, and goes on by itself when the fake is back.</p>`}
    <main id="main"><${View} route=${route} /></main>
    <${Notice} />
    <${Help} open=${helping} close=${() => setHelping(false)} />`;
}

render(html`<${App} />`, document.getElementById("app"));
start();
