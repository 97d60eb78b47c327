// The buttons that copy, of the page that is whole without them.

import { html, render } from "./vendor/preact.js";
import { Copy } from "./copy.js";
import { Notice } from "./notice.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  render(html`<${Copy} text=${place.dataset.text} what=${place.dataset.copy} />`, place);
}
render(html`<${Notice} />`, document.getElementById("notice"));
