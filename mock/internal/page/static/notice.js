// The page's messages to its reader.

import { html } from "./vendor/preact.js";
import { notice, useStore } from "./store.js";

export function Notice() {
  const { text, error } = useStore(notice);
  return html`<div role="status" class=${`notice${text ? " shown" : ""}${error ? " bad" : ""}`}>${text}</div>`;
}
