// @ts-check
/** What a person decides about a suggestion: shown at once, sent until it got there, taken back and done again. */

/** @import { Draft, Suggestion } from "../types.js" */
/** @import { Op } from "../outbox/ops.js" */
/** @import { Saver } from "../saving.js" */
/** @import { Undo } from "../outbox/undo.js" */
/** @import { Suggestions } from "./list.js" */

import { Refused, request } from "../api.js";

export class Decisions {
  /** @type {Set<number>} those whose answers were in the outbox when it was last looked at */
  #waiting = new Set();

  /**
   * @param {object} given
   * @param {Suggestions} given.list
   * @param {Saver} given.saver
   * @param {Undo} given.undoing
   * @param {(reason: string) => void} given.onRefused - a rejection was refused; the suggestion is open again
   * @param {typeof request} [given.ask] - differs in tests
   */
  constructor({ list, saver, undoing, onRefused, ask = request }) {
    this.list = list;
    this.saver = saver;
    this.ask = ask;
    saver.addEventListener("change", () => this.#look());
    saver.addEventListener("refused", (event) => {
      /** @type {{op: Op, reason: string}} */
      const { op, reason } = /** @type {CustomEvent} */ (event).detail;
      if (op.kind !== "reject" || !op.suggestion) return;
      list.reopen(op.suggestion);
      if (!op.undone) onRefused(reason);
    });
    undoing.addEventListener("applied", (event) => {
      if (/^suggestion/.test(/** @type {CustomEvent} */ (event).detail)) void this.refresh();
    });
    // A mark that never came to be, and was given up: its suggestion is open again.
    saver.store.addEventListener("change", (event) => this.#given(/** @type {CustomEvent} */ (event).detail));
    this.#look();
  }

  /**
   * Make a mark of it.
   * @param {Suggestion} suggestion
   * @param {Draft} [draft] - as the person changed it
   * @returns {string} id of the mark
   */
  accept(suggestion, draft = draftOf(suggestion)) {
    return this.saver.create(draft, suggestion.id);
  }

  /** @param {Suggestion} suggestion */
  reject({ id }) {
    this.saver.reject(id);
  }

  /** Read anew which are open: the server took an answer back. */
  async refresh() {
    try {
      const { data } = await this.ask("GET", `/revisions/${this.saver.revision}/suggestions/`);
      this.list.answers.clear();
      this.#waiting.clear();
      this.list.take(data.results);
      this.#look();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** What lies in the outbox is answered, and open again when it was taken back there. */
  #look() {
    for (const { suggestion, undone, kind, thing } of this.saver.ops) {
      if (suggestion === undefined) continue;
      if (undone) this.list.reopen(suggestion);
      else if (!this.#waiting.has(suggestion)) this.list.answer(suggestion, kind === "accept" ? thing : null);
    }
    this.#waiting = new Set(this.saver.ops.flatMap(({ suggestion, undone }) => (suggestion !== undefined && !undone ? [suggestion] : [])));
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
