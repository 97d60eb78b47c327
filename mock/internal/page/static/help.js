// The keys.

import { html, useLayoutEffect, useRef } from "./vendor/preact.js";

const keys = [["j, k", "next and previous request"], ["Enter", "open it"], ["Esc", "close it"], ["/", "filter"], ["p", "pause, go on"], ["?", "these keys"]];

export function Help({ open, close }) {
  const dialog = useRef();
  useLayoutEffect(() => {
    if (open) dialog.current.showModal();
  }, [open]);
  return html`<dialog ref=${dialog} onClose=${close} aria-label="Keys">
    <h2>Keys</h2>
    <dl>${keys.map(([key, about]) => html`<dt>${key.split(", ").map((one) => html`<kbd>${one}</kbd> `)}</dt><dd>${about}</dd>`)}</dl>
    <form method="dialog"><button>Close</button></form>
  </dialog>`;
}
