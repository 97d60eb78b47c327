// Texts of strangers: whatever they hold, they are shown as text.

import { html, useState } from "./vendor/preact.js";

// Characters that cannot be seen, or change the direction of others.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const everyUnseen = new RegExp(unseen.source, "g");

// visible returns a text in which unseen characters have a sign.
export function visible(text) {
  if (!unseen.test(text)) return text;
  const parts = [];
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(everyUnseen)) {
    const code = `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    parts.push(text.slice(from, index), html`<span class="unseen" title=${code}>${code}</span>`);
    from = index + 1;
    if (parts.length > 2000) break;
  }
  return [...parts, text.slice(from)];
}

// short returns the beginning of a text on one line.
export function short(text, length = 200) {
  const value = String(text ?? "");
  return visible((value.length > length ? `${value.slice(0, length)}…` : value).replace(/\n/g, " "));
}

// Long shows a text, and only the beginning of a very long one until somebody wants all of it.
export function Long({ text, length = 20000 }) {
  const [whole, setWhole] = useState(false);
  if (text.length <= length || whole) return visible(text);
  return html`${visible(text.slice(0, length))}<button type="button" class="quiet" onClick=${() => setWhole(true)}>… all ${text.length.toLocaleString()} characters</button>`;
}

const pad = (number, digits = 2) => String(number).padStart(digits, "0");

// clock returns the time of a day, to the millisecond.
export const clock = (at) => `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;

// span returns a number of milliseconds as people say it.
export function span(ms) {
  if (ms < 0.05) return "< 0.1 ms";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

// proof says of the operations that a profile serves how they are known: {few, whole}, in a few words and as a sentence.
export function proof({ proved, document, modelled, not_served: left }) {
  const parts = [
    `${plural(proved, "operation")} proved by recordings of real servers`,
    document > 0 && `${document.toLocaleString()} by those of the release’s candidate, with what the release’s own document changes`,
    `${modelled.toLocaleString()} modelled on authentik’s rules`,
    `${left.toLocaleString()} not served`,
  ];
  return { few: `${proved} of ${proved + document + modelled} proved`, whole: parts.filter(Boolean).join(", ") };
}

// plural returns a number with its noun.
export const plural = (n, noun) => `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;
