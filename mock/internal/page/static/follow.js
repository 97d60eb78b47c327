// A tab's end of the stream of events.

import { Stream } from "./stream.js";

// follow calls tell with batches of events, while the tab can be seen.
export function follow(tell) {
  const want = connect(tell);
  const seen = () => document.visibilityState === "visible";
  want({ seen: seen(), joins: true });
  document.addEventListener("visibilitychange", () => want({ seen: seen(), joins: seen() }));
  addEventListener("pagehide", () => want({ gone: true }));
  addEventListener("pageshow", (event) => event.persisted && want({ seen: seen(), joins: true }));
}

// connect returns a function that tells the worker about this tab. Browsers without shared workers get a stream of their own.
function connect(tell) {
  if (!("SharedWorker" in window)) {
    const stream = new Stream(tell);
    return ({ seen, gone }) => stream.want(Boolean(seen && !gone));
  }
  const worker = new SharedWorker("/__mock/page/worker.js", { type: "module", name: "authentik-mock" });
  worker.port.onmessage = ({ data }) => tell(data);
  return (state) => worker.port.postMessage(state);
}
