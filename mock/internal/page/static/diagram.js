// authentik's diagram of a flow, which it writes in the language of Mermaid.

import { html } from "./vendor/preact.js";
import { visible } from "./text.js";

const shapes = { "[[": "end", "([": "stage", "{{": "policy", "{": "policy", "[": "box", "(": "box" };

// part matches a node, and the arrow before it: --label--> name[["text"]].
const part = /\s*(?:--(?:(.*?)--)?>\s*)?(\w+)(?:(\[\[|\(\[|\{\{|\{|\[|\()"([\s\S]*?)"(?:\]\]|\]\)|\}\}|\}|\]|\))(?=\s|$))?/y;

// parse returns the nodes by name, and the edges {from, to, label}, of the part of the language that authentik writes.
export function parse(source) {
  const nodes = new Map();
  const edges = [];
  const text = source.replace(/^graph \w+\s*/, "");
  let last = null;
  for (part.lastIndex = 0; ;) {
    const match = part.exec(text);
    if (!match) break;
    const [all, label, name, shape, words] = match;
    if (words !== undefined || !nodes.has(name)) nodes.set(name, { name, shape: shapes[shape] ?? "box", lines: (words ?? name).split("\n") });
    if (all.includes(">") && all.trimStart().startsWith("--") && last) edges.push({ from: last, to: name, label: label ?? "" });
    last = name;
  }
  return { nodes, edges };
}

// inOrder returns the nodes, each after those that lead to it.
function inOrder(nodes, edges) {
  const rank = new Map([...nodes.keys()].map((name) => [name, 0]));
  for (let round = 0; round < nodes.size; round += 1) {
    for (const { from, to } of edges) rank.set(to, Math.min(nodes.size, Math.max(rank.get(to), rank.get(from) + 1)));
  }
  return [...nodes.values()].sort((a, b) => rank.get(a.name) - rank.get(b.name));
}

// Diagram shows the steps from top to bottom. An edge to another than the next step is named beside its own.
export function Diagram({ source }) {
  const { nodes, edges } = parse(source);
  const steps = inOrder(nodes, edges);
  if (!steps.length) return html`<pre><code>${visible(source)}</code></pre>`;
  return html`<ol class="diagram">${steps.map((node, i) => {
    const next = steps[i + 1]?.name;
    const out = edges.filter(({ from }) => from === node.name);
    const down = out.find(({ to }) => to === next);
    const aside = out.filter((edge) => edge !== down);
    return html`<li class=${node.shape}>
      <div class="node">${node.lines.map((line, at) => html`<span class=${at === 0 ? "what" : ""}>${visible(line)}</span>`)}</div>
      ${aside.map(({ to, label }) => html`<span class="aside">${label ? visible(label) : "or"} → ${visible(nodes.get(to)?.lines.at(-1) ?? to)}</span>`)}
      ${down && html`<span class="down" title="then">${visible(down.label)}</span>`}</li>`;
  })}</ol>
  <details><summary>as authentik writes it</summary><pre tabindex="0" role="region" aria-label="Source of the diagram"><code>${visible(source)}</code></pre></details>`;
}
