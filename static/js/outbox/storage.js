// @ts-check
/**
 * Where the outbox lies: in the browser's IndexedDB, so that it outlives the page; in memory for what does not go
 * in there (no IndexedDB, as in some private windows, or no room).
 */

/** @import { Op } from "./ops.js" */

const SLOW = 3000; // ms after which a database that does not open is done without

export class Storage {
  /** @type {Map<string, Op>} what would be lost with this page */
  spare = new Map();

  /** @param {IDBFactory | undefined} [factory] */
  constructor(factory = globalThis.indexedDB) {
    /** @type {Promise<IDBDatabase | null>} */
    this.db = factory ? Promise.race([opened(factory), later(SLOW)]) : Promise.resolve(null);
  }

  /**
   * @param {number} user
   * @returns {Promise<Op[]>} all of theirs, oldest first
   */
  async all(user) {
    const db = await this.db;
    const kept = db ? await answer(db.transaction("ops").objectStore("ops").index("user").getAll(user)).catch(() => []) : [];
    const spare = [...this.spare.values()].filter((op) => op.user === user);
    const found = [...kept.filter(({ key }) => !this.spare.has(key)), ...spare];
    return found.sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));
  }

  /**
   * Read and write in one step that no other tab comes between.
   * @param {string} key
   * @param {(op: Op | null) => Op | null} change - null: there is none, or there is to be none
   * @returns {Promise<Op | null>} what is there now
   */
  async update(key, change) {
    const db = await this.db;
    /** @type {Op | null} */
    let next = null;
    if (db && !this.spare.has(key)) {
      try {
        const transaction = db.transaction("ops", "readwrite");
        const store = transaction.objectStore("ops");
        const done = ended(transaction);
        const reading = store.get(key);
        reading.onsuccess = () => {
          next = change(reading.result ?? null);
          if (next) store.put(next);
          else store.delete(key);
        };
        await done;
        return next;
      } catch {
        // There is no room: in memory, then. `Outbox.unkept` tells of it.
      }
    }
    next = change(this.spare.get(key) ?? next);
    if (next) this.spare.set(key, next);
    else this.spare.delete(key);
    return next;
  }
}

/**
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase | null>}
 */
function opened(factory) {
  return new Promise((done) => {
    try {
      const opening = factory.open("annotator", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("ops", { keyPath: "key" }).createIndex("user", "user");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => done(null);
    } catch {
      done(null);
    }
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} asked
 * @returns {Promise<T>}
 */
const answer = (asked) =>
  new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

/** @param {IDBTransaction} transaction */
const ended = (transaction) =>
  new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });

/**
 * @param {number} pause
 * @returns {Promise<null>}
 */
const later = (pause) => new Promise((done) => setTimeout(done, pause, null));
