// @ts-check
/** What a person decides about a suggestion: shown at once, sent until it got there, taken back and done again. */

/** @import { Draft, Suggestion } from "../types.js" */
/** @import { Saver } from "../saving.js" */
/** @import { Undo } from "../undo.js" */
/** @import { Suggestions } from "./list.js" */

import { Refused, request as overNetwork } from "../api.js";
import { words } from "../strings.js";

const FIRST_PAUSE = 1000; // ms; doubles up to the longest
const LONGEST_PAUSE = 30_000;

export class Decisions {
  /** How many rejections are on their way. */
  unsaved = 0;
  /** @type {Map<number, Promise<void>>} the last request about each suggestion */
  queues = new Map();

  /**
   * @param {object} given
   * @param {Suggestions} given.list
   * @param {Saver} given.saver
   * @param {Undo} given.undoing
   * @param {(reason: string) => void} given.onRefused - a rejection was refused; the suggestion is open again
   * @param {typeof overNetwork} [given.request] - differs in tests, like `pause`
   * @param {number} [given.pause]
   */
  constructor({ list, saver, undoing, onRefused, request = overNetwork, pause = FIRST_PAUSE }) {
    this.list = list;
    this.saver = saver;
    this.undoing = undoing;
    this.onRefused = onRefused;
    this.request = request;
    this.pause = pause;
    // A mark that never came to be, and was given up: its suggestion is open again.
    saver.store.addEventListener("change", (event) => this.#given(/** @type {CustomEvent} */ (event).detail));
  }

  /**
   * Make a mark of it.
   * @param {Suggestion} suggestion
   * @param {Draft} [draft] - as the person changed it
   * @returns {string} id of the mark
   */
  accept({ id, ...proposed }, draft = draftOf({ id, ...proposed })) {
    const { id: mark } = this.saver.create(draft, id);
    this.list.answer(id, mark);
    this.undoing.did({
      what: words.didAccept,
      undo: () => {
        void this.saver.takeBack(mark, id);
        this.list.reopen(id);
      },
      redo: () => {
        void this.saver.acceptAgain(mark, id);
        this.list.answer(id, mark);
      },
    });
    return mark;
  }

  /** @param {Suggestion} suggestion */
  reject({ id }) {
    const reject = () => {
      this.list.answer(id, null);
      void this.#send(id, "POST", `/suggestions/${id}/reject/`);
    };
    reject();
    this.undoing.did({
      what: words.didReject,
      undo: () => {
        this.list.reopen(id);
        void this.#send(id, "DELETE", `/suggestions/${id}/answer/`);
      },
      redo: reject,
    });
  }

  /**
   * @param {number} id
   * @param {string} method
   * @param {string} path
   */
  #send(id, method, path) {
    this.unsaved += 1;
    const before = this.queues.get(id) ?? Promise.resolve();
    const mine = before.then(() => this.#attempts(id, method, path)).finally(() => (this.unsaved -= 1));
    this.queues.set(id, mine);
    return mine;
  }

  /**
   * @param {number} id
   * @param {string} method
   * @param {string} path
   */
  async #attempts(id, method, path) {
    for (let pause = this.pause; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.request(method, path);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!error.passing) {
          this.list.reopen(id);
          this.onRefused(error.message);
          return;
        }
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  }

  /** @param {string[]} marks - that changed */
  #given(marks) {
    const changed = new Set(marks);
    for (const [id, mark] of this.list.answers) {
      if (mark && changed.has(mark) && !this.saver.store.get(mark)) this.list.reopen(id);
    }
  }
}

/**
 * @param {Suggestion} suggestion
 * @returns {Draft}
 */
export const draftOf = ({ layer, codes, start, end }) => ({
  layer,
  ranges: [{ start, end }],
  codes: codes.map((each) => ({ ...each })),
  note: "",
});
