// What passed is packed, and unpacked when somebody opens it.
let unpacked;

async function unpack() {
  const packed = document.getElementById("packed").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
}

addEventListener("toggle", async ({ target }) => {
  const { part } = target.dataset;
  if (!target.open || part === undefined) return;
  delete target.dataset.part;
  unpacked ??= unpack();
  target.lastElementChild.innerHTML = (await unpacked)[part]; // the report has escaped it
}, true);

// The filter: text, profile and verdicts. A folder is open while one of its scenarios is searched for.
const form = document.querySelector("form");
const scenarios = [...document.querySelectorAll("[data-profiles]")];
const folders = [...document.querySelectorAll(".folder")];
const opened = new Map(folders.map((folder) => [folder, folder.open]));
for (const one of scenarios) one.words = one.dataset.words.toLowerCase();

function filter() {
  const words = form.elements.text.value.toLowerCase().split(/\s+/);
  const profile = form.elements.profile.value;
  const verdicts = new Set([...form.querySelectorAll("[type=checkbox]:checked")].map(({ value }) => value));
  let shown = 0;
  for (const one of scenarios) {
    one.hidden = !verdicts.has(one.className) || (profile && !one.dataset.profiles.split(", ").includes(profile)) || !words.every((word) => one.words.includes(word));
    shown += one.hidden ? 0 : 1;
  }
  const narrowed = Boolean(words[0] || profile);
  for (const folder of folders) {
    const some = folder.querySelector("[data-profiles]:not([hidden])");
    folder.hidden = !some;
    folder.open = narrowed ? Boolean(some) : opened.get(folder);
  }
  document.getElementById("shown").textContent = `${shown} of ${scenarios.length} shown`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
