// @ts-check
/**
 * One open event stream, opened again from where it was whenever it breaks. The browser's own reconnecting is not
 * used: an answer that is no event stream, such as a proxy's page, would end it for good.
 */

/** @import { Heard } from "./cursor.js" */

import { read, write } from "./cursor.js";

const KINDS = ["change", "presence", "reset", "alive"];
const SILENCE = 50_000; // ms; the server says something every 20 s
const NAP = 25_000; // ms of silence after which a machine that wakes up does not trust the connection
const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 30_000;

/**
 * @typedef {object} Ways
 * @property {(kind: string, data: any, at: string) => void} hear
 * @property {(up: boolean, failures: number) => void} state - after each change, and each failure
 * @property {(address: string) => EventSource} [make]
 */

export class Stream {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {Heard} */
  heard = new Map();
  up = false;
  #failures = 0;
  #last = 0; // when something was heard, or it was opened
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /**
   * @param {number} me - id; the server refuses when somebody else has signed in meanwhile
   * @param {Ways} ways
   */
  constructor(me, { hear, state, make = (address) => new EventSource(address) }) {
    this.me = me;
    this.ways = { hear, state, make };
  }

  /**
   * Listen to these projects, each from behind a number.
   * @param {Heard} heard
   */
  open(heard) {
    this.close();
    this.heard = new Map(heard);
    if (!this.heard.size) return;
    const query = new URLSearchParams([...heard.keys()].map((project) => ["project", String(project)]));
    query.set("after", write(heard));
    query.set("actor", String(this.me));
    const source = this.ways.make(`/events/?${query}`);
    this.#source = source;
    this.#last = Date.now();
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => this.#hear(kind, /** @type {MessageEvent} */ (event)));
    }
    source.onerror = () => this.#broke();
    this.#after(SILENCE, () => this.#broke());
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** The machine was asleep, or the network is back: don't wait for a timer. */
  wake() {
    if (this.heard.size && (!this.up || Date.now() - this.#last > NAP)) this.open(this.heard);
  }

  /**
   * @param {string} kind
   * @param {MessageEvent} event
   */
  #hear(kind, event) {
    this.#last = Date.now();
    this.#failures = 0;
    this.heard = new Map([...this.heard, ...read(event.lastEventId)]);
    this.#after(SILENCE, () => this.#broke());
    if (!this.up) this.ways.state((this.up = true), 0);
    this.ways.hear(kind, JSON.parse(event.data), event.lastEventId);
  }

  #broke() {
    this.close();
    this.#failures += 1;
    this.up = false;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#failures - 1));
    this.#after(wait * (0.75 + Math.random() / 2), () => this.open(this.heard));
    this.ways.state(false, this.#failures);
  }

  /**
   * @param {number} wait - ms
   * @param {() => void} act
   */
  #after(wait, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, wait);
  }
}
