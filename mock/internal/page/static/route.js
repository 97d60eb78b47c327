// Addresses within the page, behind the #. Those of exchanges and objects may be given to others.

import { useLayoutEffect, useState } from "./vendor/preact.js";

const parse = () => {
  const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  return { view, rest: rest.map(decoded) };
};

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute() {
  const [route, setRoute] = useState(parse);
  useLayoutEffect(() => { // an effect comes after the first drawing, and would miss what is pressed before it
    const change = () => setRoute(parse());
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return route;
}

// to returns the address of a view.
export const to = (...parts) => `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;

export const toExchange = (id) => to("x", id);
export const toResource = (path) => `#/state/${path}`;
export const toObject = (path, key) => `#/object/${path}/${encodeURIComponent(key)}`;
// toReference leads to an object of which only the table or model and the primary key are known.
export const toReference = (model, pk) => to("ref", model, pk);
