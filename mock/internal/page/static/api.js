// The addresses of the fake, as functions. Errors are those that it words itself.

const workspace = new URLSearchParams(location.search).get("workspace") ?? "";

export { workspace };

// Refused is an answer of the fake that is not what was wanted. Its message is a sentence for people.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// inWorkspace adds the header of the page's workspace to others.
export function inWorkspace(headers = {}) {
  return workspace ? { ...headers, "X-Mock-Workspace": workspace } : headers;
}

async function send(path, options = {}) {
  let answer;
  try {
    answer = await fetch(`/__mock/${path}`, { ...options, headers: inWorkspace(options.headers) });
  } catch {
    throw new Refused(0, "The fake does not answer. Is it still running?");
  }
  if (answer.ok) return answer;
  let detail = `${answer.status} ${answer.statusText}`;
  try {
    detail = (await answer.json()).detail ?? detail;
  } catch {
    // not a problem of the fake's own
  }
  throw new Refused(answer.status, detail);
}

// read returns the JSON at an address below /__mock/, text its text.
export const read = async (path) => (await send(path)).json();
export const text = async (path) => (await send(path)).text();

// change sends what changes something; body becomes JSON.
export async function change(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await send(path, options);
  return answer.status === 204 ? null : answer.json();
}

// query returns parameters as they stand in an address, without the empty ones.
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

// look returns what a GET at an address of authentik's API answers, without a trace.
export const look = (at, as) => read(`look${query({ at, as })}`);
