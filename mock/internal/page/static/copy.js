// Copying, and links that save a file.

import { html } from "./vendor/preact.js";
import { say } from "./store.js";

// copy puts a text on the clipboard. Pages on names other than loopback ones have no clipboard of their own.
export async function copy(text, what) {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copySelected(text);
    say(`Copied ${what}.`);
  } catch {
    say(`The browser did not let the page copy ${what}.`, true);
  }
}

function copySelected(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "off-screen";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("not copied");
}

// Copy is a button that copies a text, or what a function returns.
export function Copy({ text, what, children }) {
  const run = async () => {
    try {
      copy(typeof text === "function" ? await text() : text, what);
    } catch (error) {
      say(error.message, true);
    }
  };
  return children
    ? html`<button type="button" onClick=${run}>${children}</button>`
    : html`<button type="button" class="quiet" onClick=${run} aria-label=${`Copy ${what}`} title=${`Copy ${what}`}>copy</button>`;
}

// save offers a text as a file.
export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
