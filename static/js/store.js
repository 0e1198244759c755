// @ts-check
/**
 * The annotations of one revision as this page knows them: what the server has, and over it what is not saved yet.
 * Knows no DOM and no network.
 */

/** @import { Unsaved } from "./outbox/ops.js" */
/** @import { Annotation, SaveState } from "./types.js" */

/**
 * @typedef {object} Entry
 * @property {Annotation} shown
 * @property {Annotation | null} server - the newest copy that the server gave; null before the first save
 * @property {SaveState} state - pending: on its way; waiting: for the network; failed: refused
 * @property {string} reason - why it waits or was refused, a sentence
 * @property {boolean} [conflict] - refused since somebody else was first: both copies can be compared
 * @property {Annotation} [laid] - what `shown` was made of
 */

export class Store extends EventTarget {
  /** @param {Annotation[]} annotations */
  constructor(annotations) {
    super();
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** Counts the copies that arrived one by one: a list that was asked for before one of them is known to be old. */
    this.saves = 0;
    /** @type {Map<string, Annotation>} own copies that newer ones came after, by `id version`: somebody may still look at one */
    this.older = new Map();
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
   * Show what is not saved over what the server has; null: nothing of it is left.
   * @param {string} id
   * @param {Unsaved | null} unsaved
   */
  lay(id, unsaved) {
    const entry = this.entries.get(id);
    const server = entry?.server ?? null;
    if (!unsaved) {
      if (!entry?.state) return;
      if (server) this.entries.set(id, settled(server));
      else this.entries.delete(id);
    } else {
      const { shown: laid, state, reason, conflict } = unsaved;
      if (entry?.laid === laid && entry.state === state && entry.reason === reason) return;
      const { layer, ranges, codes, note, confidence, deleted_at } = laid;
      const shown = { ...laid, ...server, layer, ranges, codes, note, confidence, deleted_at };
      this.entries.set(id, { shown, server, state, reason, conflict, laid });
    }
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
   * @param {Annotation} given - the server's copy
   * @returns {boolean} whether it changed what is shown
   */
  #take(given) {
    const entry = this.entries.get(given.id);
    const known = entry?.server;
    // Only lists tell of comments.
    const copy = known && !given.comments ? { ...given, comments: known.comments } : given;
    if (known && (known.version > copy.version || (known.version === copy.version && same(known, copy)))) return false;
    if (known?.mine) this.older.set(`${known.id} ${known.version}`, known);
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
