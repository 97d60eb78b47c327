// The worker that all tabs share. It keeps the stream open while one of them can be seen.

import { Stream } from "./stream.js";

const tabs = new Map(); // whether the tab can be seen, by port

const stream = new Stream((batch) => {
  for (const port of tabs.keys()) port.postMessage(batch);
});

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.gone) tabs.delete(port);
    else tabs.set(port, data.seen);
    stream.want([...tabs.values()].includes(true));
    if (data.joins) port.postMessage([{ kind: "open", data: null }]); // the stream may be open already
  };
};
