// Links to operations of the API reference.

import { useEffect, useState } from "./vendor/preact.js";
import { read } from "./api.js";

let asked;

// useDocument returns authentik's OpenAPI document, null until it is read.
export function useDocument() {
  const [document, setDocument] = useState(null);
  useEffect(() => {
    asked ??= read("reference/openapi.json");
    asked.then(setDocument, () => { asked = undefined; });
  }, []);
  return document;
}

// matches reports whether a path is one of a template: /core/groups/{group_uuid}/.
function matches(template, path) {
  const given = path.split("/");
  const wanted = template.split("/");
  return given.length === wanted.length && wanted.every((part, i) => part === given[i] || part.startsWith("{"));
}

// operationOf returns the operation of a request, and undefined if the profile serves none.
export function operationOf(document, method, path) {
  if (!document || !path.startsWith("/api/v3/")) return undefined;
  const below = path.slice("/api/v3".length).replace("//", "/");
  const templates = Object.keys(document.paths).filter((template) => matches(template, below));
  templates.sort((a, b) => a.split("{").length - b.split("{").length);
  return document.paths[templates[0]]?.[(method === "HEAD" ? "GET" : method).toLowerCase()];
}

// referenceOf returns the address of the operation of a request in the API reference, "" if it has none.
export function referenceOf(document, method, path) {
  const operation = operationOf(document, method, path);
  return operation ? `/__mock/reference${location.search}#/${operation.tags[0]}/${operation.operationId}` : "";
}
