// Why an exchange was answered as it was, in sentences.

import { html } from "./vendor/preact.js";
import { referenceOf, useDocument } from "./reference-link.js";
import { short, visible } from "./text.js";

// The steps of a request, in the order in which it passes them, and what each one does.
const steps = [
  ["address", "the address and the method"], ["negotiation", "the format of the answer"], ["authentication", "who asks"],
  ["permission", "what the user may do"], ["look-up", "finding the object"], ["body", "reading the body"],
  ["field", "each value against its field"], ["rule", "rules on the values together"], ["store", "the database"],
];

const elsewhere = { fault: "A fault", limit: "A limit of the fake", control: "The fake itself" };

// Steps shows how far the request came.
function Steps({ stopped }) {
  const at = stopped ? steps.findIndex(([name]) => name === stopped) : steps.length;
  if (at < 0) return null;
  const told = stopped ? `It came as far as step ${at + 1} of ${steps.length}: ${stopped}.` : "It passed every step.";
  return html`<div class="steps" role="img" aria-label=${told}>${steps.map(([name, about], i) => html`<span class=${i < at ? "passed" : i === at ? "stopped" : ""} title=${about}>${name}</span>`)}</div>`;
}

// sentence returns what a reason says.
function sentence({ layer, field, code, why, value, resource }) {
  const about = steps.find(([name]) => name === layer)?.[1] ?? elsewhere[layer] ?? layer;
  if (code === "injected") return html`The fault <strong>${visible(why ?? "")}</strong> struck this request.`;
  if (code === "documented") return html`The profile follows the documentation here: ${visible(why)}.`;
  if (layer === "permission" && value) return html`The user lacks the permission <code>${visible(value)}</code>.`;
  if (layer === "control" || layer === "limit") return html`${visible(why || code)}`;
  const what = field ? html`<code>${short(field, 100)}</code>` : resource && layer !== "address" ? html`the request` : html`the address`;
  const sent = value ? html`: sent was “${visible(value)}”` : "";
  if (code === "crash") return html`authentik itself fails here: ${visible(why)}.`;
  if (layer === "field" || layer === "rule") return html`${what} is refused as <strong>${visible(code)}</strong>${why ? html` (${visible(why)})` : ""}${sent}.`;
  return html`Refused at <em>${about}</em>, ${what}: <strong>${visible(why || code)}</strong>${why ? "" : sent}.`;
}

function Source({ rule }) {
  if (!rule) return null;
  return html`<dt>Rule</dt><dd><code>${visible(rule)}</code></dd>`;
}

function Proof({ recording, proves }) {
  if (recording === "modelled") return html`<dd>Modelled: built from authentik’s rules; no recording of a real server has it.</dd>`;
  const what = { answer: "A real server gave this answer", rule: "A real server followed this rule, with another value" }[proves] ?? "Recorded";
  return html`<dd>${what}: <code>${visible(recording ?? "")}</code></dd>`;
}

function Reason({ reason, exchange, document }) {
  const link = referenceOf(document, exchange.method, exchange.path);
  return html`<li>
    <p class="told">${sentence(reason)}</p>
    <dl>
      ${reason.passes && html`<dt>Would pass</dt><dd class="passes">${visible(reason.passes)}</dd>`}
      <dt>Step</dt><dd>${reason.layer}${steps.some(([name]) => name === reason.layer) && html`: ${steps.find(([name]) => name === reason.layer)[1]}`}</dd>
      <${Source} rule=${reason.rule} />
      ${reason.declaration && html`<dt>Declared as</dt><dd>${link ? html`<a href=${link}>${visible(reason.declaration)}</a>` : html`<code>${visible(reason.declaration)}</code>`}</dd>`}
      ${reason.profiles?.length > 0 && html`<dt>Applies in</dt><dd>${reason.profiles.join(", ")}</dd>`}
      ${reason.code !== "injected" && html`<dt>Proof</dt><${Proof} recording=${reason.recording} proves=${reason.proves} />`}
    </dl>
  </li>`;
}

export function Reasons({ exchange }) {
  const document = useDocument();
  const { reasons, status, kind, reasons_left_out: left } = exchange;
  const link = referenceOf(document, exchange.method, exchange.path);
  const stopped = status >= 400 ? reasons.at(-1)?.layer : "";
  return html`<section class="why" aria-label="Why">
    <${Steps} stopped=${stopped} />
    ${reasons.length === 0 && html`<p>${kind === "ok" ? "No step refused it: this is authentik’s answer in this state." : "The fake knows no reason."}${link && html` <a href=${link}>The operation in the API reference</a>`}</p>`}
    <ul>${reasons.map((reason) => html`<${Reason} reason=${reason} exchange=${exchange} document=${document} />`)}</ul>
    ${left > 0 && html`<p class="dim">and ${left} more</p>`}
  </section>`;
}
