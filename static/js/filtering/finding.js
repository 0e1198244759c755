// @ts-check
/** Which marks are shown now: the filter, what is known of each mark, and the next one that waits for somebody. */

/** @import { Book } from "../codebook.js" */
/** @import { Span, Talk } from "../types.js" */
/** @import { Entry, Store } from "../store.js" */
/** @import { Facts } from "./filters.js" */

import { factsOf, isNone, isUnsettled, passes, read } from "./filters.js";

export class Finding {
  /** @type {Entry[]} what the filter lets pass, by place */
  shown = [];
  /** @type {Entry[]} */
  all = [];
  /** @type {Facts[] | null} of all, when somebody asked for them */
  #all = null;

  /**
   * @param {object} given
   * @param {Store} given.store
   * @param {Book} given.book
   * @param {(annotation: {ranges: Span[]}) => string} given.quote
   * @param {(id: string) => Talk} given.talk
   */
  constructor({ store, book, quote, talk }) {
    this.store = store;
    this.book = book;
    this.quote = quote;
    this.talk = talk;
    this.filter = read(location.search);
  }

  /** Look at all marks anew. */
  look() {
    this.all = this.store.all();
    this.#all = null;
    const { filter, facts, all } = this;
    this.shown = isNone(filter) ? all : all.filter((_, at) => passes(filter, facts()[at]));
  }

  /** Of all marks, in their order. */
  facts = () => {
    this.#all ??= this.all.map((entry) => this.#facts(entry));
    return this.#all;
  };

  /** @param {Entry | undefined} entry */
  shows(entry) {
    if (!entry || entry.shown.deleted_at) return false;
    return isNone(this.filter) || passes(this.filter, this.#facts(entry));
  }

  /**
   * The next shown mark that waits to be settled, behind one mark and round the end.
   * @param {string | null} active
   * @param {number} from - the code point where to begin when none is active
   * @returns {Entry | undefined}
   */
  unsettled(active, from) {
    const here = this.shown.findIndex(({ shown }) => shown.id === active);
    const first = here < 0 ? this.shown.findIndex(({ shown }) => (shown.ranges[0]?.start ?? 0) >= from) : here + 1;
    const order = first < 0 ? this.shown : [...this.shown.slice(first), ...this.shown.slice(0, first)];
    return order.find((entry) => isUnsettled(entry, this.talk(entry.shown.id)));
  }

  /** @param {Entry} entry */
  #facts(entry) {
    const { book, talk, quote } = this;
    return factsOf(entry, { book, talk: talk(entry.shown.id), quote });
  }
}
