// @ts-check
/**
 * What was written and is not with the server yet: kept in the browser, thread by thread, until it is. Another
 * person's on the same machine are other ones.
 */

/** @typedef {{id: string, body: string}} Waiting - a comment that was sent and did not arrive */
/** @typedef {{text?: string, waiting?: Waiting[], edit?: {id: string, body: string, version: number} | null}} Kept */

const PREFIX = "annotator.talk";

export class Drafts {
  /**
   * @param {number} me - the id of who writes
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} [storage]
   */
  constructor(me, storage = browsers()) {
    this.me = me;
    this.storage = storage;
    /** @type {Map<string, Kept>} also where storage is shut off or full: as long as the page lasts */
    this.known = new Map();
  }

  /**
   * @param {string} annotation
   * @returns {Kept}
   */
  of(annotation) {
    const known = this.known.get(annotation) ?? this.#stored(annotation);
    this.known.set(annotation, known);
    return known;
  }

  /**
   * @param {string} annotation
   * @param {Kept} change
   */
  keep(annotation, change) {
    const kept = { ...this.of(annotation), ...change };
    this.known.set(annotation, kept);
    try {
      if (kept.text || kept.edit || kept.waiting?.length) this.storage.setItem(this.#key(annotation), JSON.stringify(kept));
      else this.storage.removeItem(this.#key(annotation));
    } catch {
      // as above
    }
  }

  /** @param {string} annotation */
  #key(annotation) {
    return `${PREFIX}.${this.me}.${annotation}`;
  }

  /**
   * @param {string} annotation
   * @returns {Kept}
   */
  #stored(annotation) {
    try {
      return JSON.parse(this.storage.getItem(this.#key(annotation)) ?? "{}");
    } catch {
      return {};
    }
  }
}

/** @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">} */
function browsers() {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}
