// What Swagger UI leaves out for keyboards and screen readers: names of parts and controls, levels of headings, and what scrolls.

// missing lists attributes by selector. A value may be made from the element.
const missing = [
  ["#servers", { "aria-label": "Server" }],
  [".information-container", { role: "region", "aria-label": "Version" }],
  [".scheme-container", { role: "region", "aria-label": "Server and token" }],
  [".filter", { role: "search", "aria-label": "Operations" }],
  ["tr[data-param-name] :is(select, input, textarea)", { "aria-label": (field) => field.closest("tr").dataset.paramName }],
  ["textarea.body-param__text", { "aria-label": "Request body" }],
  ["pre.microlight", { tabindex: "0", role: "group", "aria-label": "Example or answer" }],
  [".info .title, .opblock-tag", { "aria-level": "2" }],
  ["h4", { "aria-level": "3" }],
  ["h5", { "aria-level": "4" }],
];

// nameAll adds the attributes to everything in an element, now and whenever something is drawn.
export function nameAll(element) {
  const add = () => {
    for (const [selector, attributes] of missing) {
      for (const found of element.querySelectorAll(selector)) {
        for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, typeof value === "string" ? value : value(found));
      }
    }
  };
  new MutationObserver(add).observe(element, { childList: true, subtree: true });
  add();
}

// WithoutLinks is a plugin of Swagger UI: the head of an operation is a button, in which there is no place for a link. The
// address follows all the same when it is opened.
export const WithoutLinks = () => ({
  wrapComponents: { DeepLink: (original, { React }) => ({ text }) => React.createElement("span", null, text) },
});
