// @ts-check
/**
 * Taking back and doing again, across reloads: what still lies in the outbox there, what the server has by the
 * server's own log.
 */

/** @import { Annotation } from "../types.js" */
/** @import { Op } from "./ops.js" */
/** @import { Saver } from "../saving.js" */

import { Refused, request } from "../api.js";

/** @typedef {{verb: string, subject: string, count?: number}} What - a deed, as events name it */
/** @typedef {"undo" | "redo"} Way */

const VERBS = {
  create: "annotation.created",
  change: "annotation.changed",
  delete: "annotation.deleted",
  restore: "annotation.restored",
  accept: "suggestion.accepted",
  reject: "suggestion.rejected",
};

/** Events: `change` when other deeds are next; `applied` with a verb when the server took one back or did it again. */
export class Undo extends EventTarget {
  /** @type {{undo: What | null, redo: What | null}} what the server would take */
  server = { undo: null, redo: null };
  /** How often the server has taken back since the outbox last did: that is done again first. */
  #after = 0;

  /**
   * @param {Saver} saver
   * @param {typeof request} [ask] - differs in tests
   */
  constructor(saver, ask = request) {
    super();
    this.saver = saver;
    this.ask = ask;
    this.path = `/revisions/${saver.revision}/`;
    saver.addEventListener("change", () => this.#tell());
    saver.addEventListener("settled", (event) => this.#settled(/** @type {CustomEvent} */ (event).detail));
  }

  /** @returns {{undo: What | null, redo: What | null}} */
  get next() {
    const { done, undone } = this.#local();
    const { undo, redo } = this.server;
    return {
      undo: done ? what(done) : undo,
      redo: undone && !this.#after ? what(undone) : done ? null : redo,
    };
  }

  /** Ask the server what it would take. */
  async refresh() {
    try {
      const { data } = await this.ask("GET", `${this.path}undo/`);
      this.#learn(data);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /**
   * @param {Way} way
   * @param {number} [skip] - the number of a step of the server's that is left as it is
   * @returns {Promise<What | null>} what was taken back or done again; null: there is nothing
   * @throws {Refused} when the server can't be reached, or somebody changed the thing since
   */
  async go(way, skip) {
    const { outbox, sender } = this.saver;
    const { done, undone } = this.#local();
    const here = way === "undo" ? done : undone;
    if (here && (way === "undo" || !this.#after)) {
      this.#after = 0;
      const told = what(here);
      await outbox.update(here.key, (now) => now && { ...now, undone: way === "undo", refused: null });
      void sender.wake();
      return told;
    }
    if (!this.next[way] || (way === "redo" && done)) return null;
    // What was taken back while it was on its way comes first: else the server would take that very one.
    if (this.saver.ops.some(({ undone: back, sent }) => back && sent)) await sender.wake();
    try {
      const { data } = await this.ask("POST", `${this.path}${way}/`, { body: skip ? { skip } : {} });
      this.#after = Math.max(0, this.#after + (way === "undo" ? 1 : -1));
      const told = this.server[way];
      for (const copy of data.annotations) this.saver.store.hear(copy);
      this.dispatchEvent(new CustomEvent("applied", { detail: data.verb }));
      this.#learn(data);
      return { count: told?.count, subject: told?.subject ?? data.annotations[0]?.id ?? "", verb: told?.verb ?? data.verb };
    } catch (error) {
      void this.refresh();
      throw error;
    }
  }

  // -- inside

  /** @returns {{done?: Op, undone?: Op}} the newest that can be taken back, the oldest that can be done again */
  #local() {
    const { ops } = this.saver;
    return { done: ops.filter(({ undone }) => !undone).at(-1), undone: ops.find((op) => op.undone && !op.forget) };
  }

  /** @param {{op: Op, copy: Annotation | null}} settled */
  #settled({ op }) {
    if (op.undone) void this.refresh();
    else this.#learn({ undo: what(op), redo: null });
  }

  /** @param {{undo: What | null, redo: What | null}} next */
  #learn({ undo, redo }) {
    this.server = { undo, redo };
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {Op} op
 * @returns {What}
 */
const what = ({ kind, thing }) => ({ verb: VERBS[kind], subject: thing });
