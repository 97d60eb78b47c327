// The stream of events. A browser opens six connections to a server, so one stream serves all tabs.

// Batches of events are told this often, in milliseconds.
const pace = 100;

// Stream keeps a stream open while it is wanted, and tells batches of {kind, data}. The kind "open" says that the stream
// begins, or begins again: what happened before is in the journal. "closed" says that it broke off.
export class Stream {
  #source = null;
  #batch = [];
  #timer = null;

  constructor(tell) {
    this.tell = tell;
  }

  want(wanted) {
    if (wanted && !this.#source) this.#open();
    if (!wanted && this.#source) {
      this.#source.close();
      this.#source = null;
    }
  }

  #open() {
    this.#source = new EventSource("/__mock/events?workspace=*");
    this.#source.onopen = () => this.#add("open", null);
    this.#source.onerror = () => {
      this.#add("closed", null);
      if (this.#source?.readyState !== EventSource.CLOSED) return; // the browser tries again
      const refused = this.#source;
      setTimeout(() => {
        if (this.#source !== refused) return;
        this.#source = null;
        this.want(true);
      }, 2000);
    };
    for (const kind of ["request", "state", "reload", "gap"]) {
      this.#source.addEventListener(kind, (event) => this.#add(kind, JSON.parse(event.data)));
    }
  }

  #add(kind, data) {
    this.#batch.push({ kind, data });
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.tell(this.#batch.splice(0));
    }, pace);
  }
}
