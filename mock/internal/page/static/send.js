// A form that sends a PATCH, as a client would, and shows both sides.

import { html, useState } from "./vendor/preact.js";
import { inWorkspace } from "./api.js";
import { Headers, statusText } from "./exchange.js";
import { journal } from "./journal.js";
import { Json } from "./json.js";
import { toExchange } from "./route.js";
import { useRead, useStore } from "./store.js";
import { short } from "./text.js";

// example returns the members of an object that a client may send. Objects within the object are left out.
function example(object, resource) {
  const sent = {};
  for (const name of resource.sent) {
    const value = object[name];
    const nested = value && typeof value === "object" && JSON.stringify(value).includes("{");
    if (value !== undefined && !nested) sent[name] = value;
  }
  return JSON.stringify(sent, null, 2);
}

export function Send({ at, object, resource }) {
  const [body, setBody] = useState(() => example(object, resource));
  const [key, setKey] = useState("");
  const [result, setResult] = useState(null);
  const tokens = (useRead("tokens").value?.tokens ?? []).filter((token) => token.usable);
  const token = tokens.find((one) => one.key === key) ?? tokens[0];
  const send = async (event) => {
    event.preventDefault();
    const after = journal.value.list[0]?.id ?? 0;
    const headers = { Authorization: `Bearer ${token?.key ?? ""}`, "Content-Type": "application/json" };
    try {
      const answer = await fetch(at, { method: "PATCH", headers: inWorkspace(headers), body });
      const text = await answer.text();
      setResult({ body, after, status: answer.status, headers: Object.fromEntries([...answer.headers].map(([name, value]) => [name, [value]])), text });
    } catch (error) {
      setResult({ body, after, status: 0, headers: {}, text: error.message });
    }
  };
  return html`<section class="send" aria-labelledby="send"><h3 id="send">Send a PATCH</h3>
    <p class="dim">It goes out as a client’s request would, and stands in the list of requests.</p>
    <form onSubmit=${send}>
      <label>Body <textarea rows=${Math.min(body.split("\n").length + 1, 14)} spellcheck="false" value=${body} onInput=${(event) => setBody(event.target.value)}></textarea></label>
      <div class="acts"><label>As <select onChange=${(event) => setKey(event.target.value)}>${tokens.map((one) => html`<option value=${one.key} selected=${one === token}>${short(`${one.user}, ${one.identifier}`, 60)}</option>`)}</select></label>
        <button class="main" disabled=${!token}>Send</button></div>
    </form>
    ${result && html`<${Sides} at=${at} result=${result} />`}
  </section>`;
}

function Sides({ at, result }) {
  const { list } = useStore(journal);
  const row = list.find((one) => one.id > result.after && one.method === "PATCH" && one.path === at && one.status === result.status);
  return html`<div class="sides">
    <section class="side" aria-label="Sent"><h3>Request <span class="dim">PATCH</span></h3>
      <${Headers} headers=${{ Authorization: ["Bearer …"], "Content-Type": ["application/json"] }} />
      <pre tabindex="0" role="region" aria-label="Sent body"><code><${Json} text=${result.body} /></code></pre></section>
    <section class="side" aria-label="Answered"><h3>Answer <span class="dim">${statusText(result.status)}</span></h3>
      <${Headers} headers=${result.headers} />
      <pre tabindex="0" role="region" aria-label="Answered body"><code><${Json} text=${result.text} /></code></pre>
      ${row && html`<p><a href=${toExchange(row.id)}>Why</a></p>`}</section>
  </div>`;
}
