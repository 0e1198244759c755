// @ts-check
/**
 * Sends what was decided, one after the other and until it has arrived: each may be sent again without harm. What
 * the server refuses is handed back.
 */

import { Refused, request } from "../api.js";

const FIRST_PAUSE = 1000; // ms before the second attempt
const LONGEST_PAUSE = 30_000;

/**
 * @typedef {object} Task
 * @property {string} key - of the item
 * @property {() => Promise<any>} send - asks the server; what it needs to know it asks for when its turn comes
 * @property {(answer: any) => void} done
 * @property {(error: Refused) => void} refused
 */

/** Events: `change` when something waits, has arrived, or cannot be sent for now. */
export class Sending extends EventTarget {
  /** @type {Task[]} */
  #waiting = [];
  #busy = false;
  #pause = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Refused | null} why nothing gets through for now */
  trouble = null;

  /** @param {{first?: number}} [given] - `first`: ms, another in tests */
  constructor({ first = FIRST_PAUSE } = {}) {
    super();
    this.first = first;
    globalThis.addEventListener?.("online", () => this.retry());
  }

  /** How many are on their way. */
  get waiting() {
    return this.#waiting.length;
  }

  /** @param {string} key */
  has(key) {
    return this.#waiting.some((task) => task.key === key);
  }

  /** @param {Task} task */
  add(task) {
    this.#waiting.push(task);
    this.#tell();
    void this.#run();
  }

  /** Try now what waits. */
  retry() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#run();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  async #run() {
    if (this.#busy || this.#timer !== undefined) return;
    this.#busy = true;
    while (this.#waiting.length) {
      const [task] = this.#waiting;
      try {
        const answer = await task.send();
        this.#settle();
        task.done(answer);
      } catch (error) {
        if (!(error instanceof Refused)) {
          this.#busy = false;
          throw error;
        }
        if (error.passing || error.signedOut) {
          this.#wait(error);
          break;
        }
        this.#settle();
        task.refused(error);
      }
      this.#tell();
    }
    this.#busy = false;
    this.#tell();
  }

  #settle() {
    this.#waiting.shift();
    this.trouble = null;
    this.#pause = 0;
  }

  /** @param {Refused} error */
  #wait(error) {
    this.trouble = error;
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause ? this.#pause * 2 : this.first);
    this.#timer = setTimeout(() => this.retry(), this.#pause);
  }
}

export { request };
