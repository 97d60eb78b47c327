// Values that several parts of the page show.

import { useEffect, useState } from "./vendor/preact.js";
import { read } from "./api.js";

// Store holds a value and tells those who use it of changes.
export class Store {
  #value;
  #listeners = new Set();

  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set(change) {
    this.#value = { ...this.#value, ...change };
    for (const listener of this.#listeners) listener(this.#value);
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

// useStore returns the value of a store, and draws again when it changes.
export function useStore(store) {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value);
    return store.listen(setValue);
  }, [store]);
  return value;
}

// useRead reads an address below /__mock/ whenever it or a mark changes: {value, error, again}. It keeps the last value of the
// same address while it reads.
export function useRead(path, mark) {
  const [state, setState] = useState({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!path) return undefined;
    let current = true;
    read(path).then(
      (value) => current && setState({ path, value }),
      (error) => current && setState({ path, error }),
    );
    return () => { current = false; };
  }, [path, mark, turn]);
  return { ...(state.path === path ? state : {}), again: () => setTurn((n) => n + 1) };
}

// The page's messages to its reader, such as "copied".
export const notice = new Store({ text: "", error: false });

let fading;

export function say(text, error = false) {
  clearTimeout(fading);
  notice.set({ text, error });
  fading = setTimeout(() => notice.set({ text: "" }), error ? 10000 : 3000);
}

// trying runs a change, and says what it did or why it failed.
export async function trying(work, done) {
  try {
    const result = await work();
    if (done) say(done);
    return result;
  } catch (error) {
    say(error.message, true);
    return undefined;
  }
}
