// The permissions that a role or a user holds, over all objects and over single ones.

import { html } from "./vendor/preact.js";
import { lookPath } from "./state.js";
import { useRead } from "./store.js";
import { plural, short } from "./text.js";

// The lists of the API that tell them, by resource.
const lists = {
  "rbac/roles": { all: (pk) => `rbac/permissions/?role=${pk}`, single: (pk) => `rbac/permissions/roles/?uuid=${pk}` },
  "core/users": { all: (pk) => `rbac/permissions/?user=${pk}`, single: (pk) => `rbac/permissions/users/?user_id=${pk}` },
};

export const hasPermissions = (path) => path in lists;

export function Permissions({ path, pk, mark }) {
  const all = useRead(lookPath(`/api/v3/${lists[path].all(pk)}&page_size=1000`), mark);
  const single = useRead(lookPath(`/api/v3/${lists[path].single(pk)}&page_size=1000`), mark);
  if (!all.value || !(single.value || single.error)) return null;
  const over = all.value.body?.results ?? [];
  const objects = single.value?.body?.results ?? [];
  return html`<section aria-labelledby="permissions"><h3 id="permissions">Permissions of its own</h3>
    ${over.length + objects.length === 0 && html`<p class="dim">None.</p>`}
    ${over.length > 0 && html`<details open=${over.length < 12}><summary>${plural(over.length, "permission")} over all objects</summary>
      <ul class="plain">${over.map((one) => html`<li><code>${short(`${one.app_label}.${one.codename}`)}</code></li>`)}</ul></details>`}
    ${objects.length > 0 && html`<ul class="plain">${objects.map((one) => html`<li><code>${short(`${one.app_label}.${one.codename}`)}</code> <span class="dim">over ${short(one.object_description ?? one.object_pk, 120)}</span></li>`)}</ul>`}
  </section>`;
}
