// @ts-check
/**
 * The annotations of one revision as this page knows them: what the server has, and over it what is not saved yet.
 * Knows no DOM and no network.
 */

/** @import { Annotation, SaveState } from "./types.js" */

/**
 * @typedef {object} Entry
 * @property {Annotation} shown
 * @property {Annotation | null} server - the newest copy that the server gave; null before the first save
 * @property {SaveState} state - pending: on its way; failed: it did not get there and waits
 * @property {string} reason - of the failure, a sentence
 */

export class Store extends EventTarget {
  /** @param {Annotation[]} annotations */
  constructor(annotations) {
    super();
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** Counts the copies that arrived one by one: a list that was asked for before one of them is known to be old. */
    this.saves = 0;
    for (const each of annotations) this.entries.set(each.id, settled(each));
  }

  /** @param {string} id */
  get(id) {
    return this.entries.get(id);
  }

  /** @returns {Entry[]} not deleted, by place in the text, the longer first */
  all() {
    return [...this.entries.values()].filter(({ shown }) => !shown.deleted_at).sort(byPlace);
  }

  /** @returns {Entry[]} */
  unsaved() {
    return [...this.entries.values()].filter(({ state }) => state);
  }

  /**
   * Show something that is not saved yet.
   * @param {Annotation} shown
   */
  propose(shown) {
    const old = this.entries.get(shown.id);
    this.entries.set(shown.id, { shown, server: old?.server ?? null, state: "pending", reason: "" });
    this.#tell([shown.id]);
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  fail(id, reason) {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.set(id, { ...entry, state: "failed", reason });
    this.#tell([id]);
  }

  /**
   * The server has it, as `saved`.
   * @param {Annotation} saved
   */
  settle(saved) {
    this.saves += 1;
    this.entries.set(saved.id, settled(saved));
    this.#tell([saved.id]);
  }

  /**
   * Back to what the server has; gone when it has nothing.
   * @param {string} id
   */
  revert(id) {
    const server = this.entries.get(id)?.server;
    if (server) this.entries.set(id, settled(server));
    else this.entries.delete(id);
    this.#tell([id]);
  }

  /**
   * Take over the whole list as the server had it at a moment. The highest version wins; what is not saved yet is
   * never overwritten, only its server copy is renewed; what the server no longer lists is gone.
   * @param {Annotation[]} list
   */
  merge(list) {
    const changed = list.filter((each) => this.#take(each)).map(({ id }) => id);
    const listed = new Set(list.map(({ id }) => id));
    for (const [id, entry] of this.entries) {
      if (listed.has(id) || entry.state || entry.shown.deleted_at) continue;
      this.entries.delete(id);
      changed.push(id);
    }
    if (changed.length) this.#tell(changed);
  }

  /**
   * One server copy came in by the live feed, a tombstone too: the highest version wins. What is not saved yet stays
   * what is shown, over the newer copy.
   * @param {Annotation} annotation
   */
  hear(annotation) {
    this.saves += 1;
    if (this.#take(annotation)) this.#tell([annotation.id]);
  }

  /**
   * @param {Annotation} copy - of the server
   * @returns {boolean} whether it changed what is shown
   */
  #take(copy) {
    const entry = this.entries.get(copy.id);
    const known = entry?.server;
    if (known && (known.version > copy.version || (known.version === copy.version && same(known, copy)))) return false;
    if (entry?.state) {
      entry.server = copy;
      return false;
    }
    this.entries.set(copy.id, settled(copy));
    return true;
  }

  /** @param {string[]} ids */
  #tell(ids) {
    this.dispatchEvent(new CustomEvent("change", { detail: ids }));
  }
}

/**
 * @param {Annotation} annotation
 * @returns {Entry}
 */
const settled = (annotation) => ({ shown: annotation, server: annotation, state: undefined, reason: "" });

/**
 * Whether a list's copy says nothing new beside the version: claims come and go without one.
 * @param {Annotation} one
 * @param {Annotation} other
 */
const same = (one, other) =>
  one.deleted_at === other.deleted_at && [...one.claims].sort().join() === [...other.claims].sort().join();

/**
 * Compared some 20,000 times for 2,000 marks: makes no objects.
 * @param {Entry} one
 * @param {Entry} other
 */
const byPlace = ({ shown: one }, { shown: other }) =>
  start(one) - start(other) || end(other) - end(one) || (one.created_at < other.created_at ? -1 : 1);

/** @param {Annotation} annotation */
const start = ({ ranges }) => (ranges.length ? ranges[0].start : 0);

/** @param {Annotation} annotation */
const end = ({ ranges }) => (ranges.length ? ranges[ranges.length - 1].end : 0);
