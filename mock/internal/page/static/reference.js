// The API reference: the operations that the profile serves, with the token filled in.

import { inWorkspace, read, workspace } from "./api.js";
import { nameAll, WithoutLinks } from "./reference-names.js";
import { proof } from "./text.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", shade);
shade();

for (const link of document.querySelectorAll(".top a, .bar a")) link.search = location.search; // the workspace
nameAll(document.getElementById("reference"));

const about = document.getElementById("about");
try {
  const [version, spec] = await Promise.all([read("version"), read("reference/openapi.json")]);
  document.title = `authentik-mock · ${version.profile} · API reference`;
  about.textContent = `Profile ${version.profile}: ${proof(version).whole} and left out here.`;
  spec.servers = [{ url: `${location.origin}/api/v3` }];
  const ui = window.SwaggerUIBundle({
    spec,
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "list",
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    plugins: [WithoutLinks],
    requestInterceptor: (request) => Object.assign(request, { headers: inWorkspace(request.headers) }),
    onComplete: () => ui.preauthorizeApiKey("authentik", workspace ? `${version.token}~${workspace}` : version.token),
  });
} catch (error) {
  about.textContent = error.message;
}
