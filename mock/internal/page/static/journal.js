// The exchanges that the page knows: those of the journal, and those that the stream tells.

import { change, query, read, Refused, workspace } from "./api.js";
import { follow } from "./follow.js";
import { Store } from "./store.js";

// The page keeps this many exchanges; older ones are in the journal.
export const most = 5000;

// list holds exchanges, newest first; waiting those that came during a pause. lost counts exchanges that the journal dropped
// before the page read them. evicted counts all that it dropped. turn counts changes of the state, beat requests: both at most once
// a second, so that views read no more often.
export const journal = new Store({ list: [], waiting: [], paused: false, lost: 0, evicted: 0, error: "", connected: true, turn: 0, beat: 0, loaded: false, elsewhere: {} });

let position = 0; // in the journal, of the last exchange that the page knows of; behind it rather than ahead of it
let age = 0; // how often all that was known has been forgotten
let known = new Set();
let catching = null;

// subject returns a reason in a few words, as the log has it.
function inBrief(reason) {
  if (typeof reason === "string") return reason;
  const what = reason.why || (reason.layer === "permission" && reason.value) || reason.code;
  return `${reason.field || reason.layer}: ${what}`;
}

function rowOf(told) {
  const reasons = told.reasons.map(inBrief);
  const address = told.query ? `${told.path}?${told.query}` : told.path;
  const row = { ...told, reasons, address, at: new Date(told.time) };
  row.found = [told.method, address, told.status, told.user, told.kind, ...reasons].join(" ").toLowerCase();
  return row;
}

// add puts exchanges before those that are known, or lets them wait during a pause. It returns how many were new.
function add(told) {
  const fresh = told.filter((one) => !known.has(one.id)).map(rowOf);
  if (!fresh.length) return 0;
  for (const row of fresh) if (row.id) known.add(row.id);
  const { list, waiting, paused } = journal.value;
  if (paused) journal.set({ waiting: merged(fresh, waiting) });
  else journal.set({ list: merged(fresh, list) });
  if (known.size > 4 * most) known = new Set([...journal.value.list, ...journal.value.waiting].map((row) => row.id));
  return fresh.length;
}

// merged returns two lists as one, newest first.
function merged(fresh, list) {
  fresh.sort((a, b) => b.id - a.id);
  const all = fresh.concat(list);
  if (list.length && fresh.at(-1).id < list[0].id) all.sort((a, b) => b.id - a.id);
  return all.slice(0, most);
}

// catchUp reads what the journal holds after the last exchange that the page knows of.
async function catchUp() {
  const since = position;
  const begun = age;
  try {
    const { requests, next, evicted } = await read(`requests${query({ since: since || "", last: most })}`);
    if (begun !== age) return;
    const dropped = since && next - since - requests.length;
    position = Math.max(position, Number(next)); // the stream may have told more meanwhile
    add(requests);
    journal.set({ evicted, loaded: true, error: "", lost: journal.value.lost + (dropped > 0 && requests.length < most ? dropped : 0) });
  } catch (error) {
    journal.set({ loaded: true, error: error.message });
    if (error instanceof Refused && error.status === 404) journal.set({ list: [], error: "Nothing has been asked in this workspace yet." });
  }
}

// catchUpOnce does it once at a time, and once more if it was wanted meanwhile.
export function catchUpOnce() {
  if (catching) {
    catching.again = true;
    return;
  }
  catching = { again: false };
  catchUp().finally(() => {
    const { again } = catching;
    catching = null;
    if (again) catchUpOnce();
  });
}

// told takes a batch of events.
function told(batch) {
  const requests = [];
  let { connected, elsewhere } = journal.value;
  for (const { kind, data } of batch) {
    if (kind === "open" || kind === "gap") {
      connected = true;
      if (kind === "gap" && data.missed === 0) begin(); // another process
      else catchUpOnce();
      due.turn = true; // what happened before was told to nobody
      due.beat = true;
    } else if (kind === "closed") {
      connected = false;
    } else if (kind === "request" && data.workspace === workspace) {
      requests.push(data);
    } else if (kind === "request") {
      elsewhere = { ...elsewhere, [data.workspace]: (elsewhere[data.workspace] ?? 0) + 1 };
    } else if (kind === "reload" || data?.workspace === workspace) {
      if (data.cause === "reset") begin();
      due.turn = true;
    }
  }
  journal.set({ connected, elsewhere });
  position += add(requests);
  due.beat ||= requests.length > 0;
  tick();
}

const due = { turn: false, beat: false, timer: null };

// tick counts what is due, and then waits a second.
function tick() {
  if (due.timer || !(due.turn || due.beat)) return;
  const { turn, beat } = journal.value;
  journal.set({ turn: turn + (due.turn ? 1 : 0), beat: beat + (due.beat ? 1 : 0) });
  due.turn = false;
  due.beat = false;
  due.timer = setTimeout(() => {
    due.timer = null;
    tick();
  }, 1000);
}

// begin forgets what is known.
function begin() {
  position = 0;
  age += 1;
  known = new Set();
  journal.set({ list: [], waiting: [], lost: 0, evicted: 0 });
  catchUpOnce();
}

export function start() {
  follow(told);
  if (document.visibilityState !== "visible") catchUpOnce();
}

// pause holds new exchanges back, or shows those that waited.
export function pause(paused = !journal.value.paused) {
  const { list, waiting } = journal.value;
  journal.set(paused ? { paused } : { paused, waiting: [], list: waiting.length ? merged([...waiting], list) : list });
}

// clear empties the journal.
export async function clear() {
  await change("DELETE", "requests");
  begin();
}
