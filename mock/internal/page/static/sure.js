// Asking before something is lost.

import { html, useRef } from "./vendor/preact.js";

// Sure is a button that says what is lost, and does it when it is wanted nevertheless.
export function Sure({ act, lost, title, quiet, children }) {
  const dialog = useRef();
  return html`<button type="button" class=${quiet ? "quiet" : ""} title=${title} onClick=${() => dialog.current.showModal()}>${children}</button>
    <dialog ref=${dialog} class="sure" aria-label=${children}><p>${lost}</p>
      <form method="dialog" class="acts"><button class="main" onClick=${act}>${children}</button><button>Cancel</button></form></dialog>`;
}
