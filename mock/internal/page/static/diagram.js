// authentik's diagram of a flow, which it writes in the language of Mermaid.

import { html } from "./vendor/preact.js";
import { visible } from "./text.js";

const shapes = { "[[": "end", "([": "stage", "{{": "policy", "{": "policy", "[": "box", "(": "box" };

// parse returns the nodes by name, and the edges {from, to, label}, of the part of the language that authentik writes.
export function parse(source) {
  const nodes = new Map();
  const edges = [];
  const part = /\s*(?:(-->|--)\s*(?:\|([^|]*)\|)?\s*)?(\w+)?(\[\[|\(\[|\{\{|\{|\[|\()?(?:"([^"]*)"(?:\]\]|\]\)|\}\}|\}|\]|\)))?/y;
  const text = source.replace(/^graph \w+\s*/, "");
  let last = null;
  while (part.lastIndex < text.length) {
    const begin = part.lastIndex;
    const match = part.exec(text);
    if (!match || part.lastIndex === begin) break;
    const [, arrow, label, name, shape, words] = match;
    if (!name) break;
    if (shape || !nodes.has(name)) nodes.set(name, { name, shape: shapes[shape] ?? "box", lines: (words ?? name).split("\n") });
    if (arrow && last) edges.push({ from: last, to: name, label: label ?? "" });
    last = name;
  }
  return { nodes, edges };
}

// Diagram shows the steps from top to bottom. An edge to another than the next step is named beside its own.
export function Diagram({ source }) {
  const { nodes, edges } = parse(source);
  const steps = [...nodes.values()];
  if (!steps.length) return html`<pre><code>${visible(source)}</code></pre>`;
  return html`<ol class="diagram">${steps.map((node, i) => {
    const next = steps[i + 1]?.name;
    const out = edges.filter(({ from }) => from === node.name);
    const down = out.find(({ to }) => to === next);
    const aside = out.filter((edge) => edge !== down);
    return html`<li class=${node.shape}>
      <div class="node">${node.lines.map((line, at) => html`<span class=${at === 0 ? "what" : ""}>${visible(line)}</span>`)}</div>
      ${aside.map(({ to, label }) => html`<span class="aside">${visible(label.replaceAll('"', "")) || "or"} → ${visible(nodes.get(to)?.lines.at(-1) ?? to)}</span>`)}
      ${down && html`<span class="down" title="then">${down.label ? visible(down.label.replaceAll('"', "")) : ""}</span>`}</li>`;
  })}</ol>
  <details><summary>as authentik writes it</summary><pre tabindex="0" role="region" aria-label="Source of the diagram"><code>${visible(source)}</code></pre></details>`;
}
