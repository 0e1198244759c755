// @ts-check
/** What one person did and the server has not confirmed, in all tabs of the browser: a copy of what the storage holds. */

/** @import { Annotation } from "../types.js" */
/** @import { Op } from "./ops.js" */

import { uuid } from "../api.js";
import { Storage } from "./storage.js";

/** Events: `change`; `settled` with `{op, copy}` when one arrived, here or in another tab. */
export class Outbox extends EventTarget {
  /** @type {Op[]} oldest first */
  ops = [];
  /** @type {Map<string, Op>} not written yet */
  writing = new Map();
  /** Counts writes, so that what was read beside one of them is read again. */
  turn = 0;
  /** Which of the browser's tabs this is. */
  tab = uuid();
  again = false;
  /** Whether it is known what waits. */
  isRead = false;
  /** @type {Promise<void> | undefined} */
  loading = undefined;

  /**
   * @param {number} user
   * @param {{storage?: Storage, channel?: BroadcastChannel | null}} [given] - differ in tests
   */
  constructor(user, { storage = new Storage(), channel = tabs() } = {}) {
    super();
    this.user = user;
    this.storage = storage;
    this.channel = channel;
    channel?.addEventListener("message", ({ data }) => {
      if (data.user !== user) return;
      if (data.op) this.#settled(data);
      void this.load();
    });
  }

  /** Whether something would be lost if the page were closed now. */
  get atRisk() {
    return this.writing.size > 0 || this.unkept;
  }

  /** Whether anything could not be kept in the browser, because it lets nobody or has no room. */
  get unkept() {
    return this.ops.some(({ key }) => this.storage.spare.has(key));
  }

  /** Read what is there: of this page before it was loaded anew, of other tabs. */
  async load() {
    this.again = true;
    this.loading ??= this.#load();
    await this.loading;
  }

  async #load() {
    while (this.again) {
      this.again = false;
      const { turn } = this;
      const read = await this.storage.all(this.user);
      if (turn !== this.turn) {
        this.again = true;
        continue;
      }
      const known = new Map(this.ops.map((op) => [op.key, op]));
      // What did not change stays the same object, so that nothing is drawn anew for it.
      const kept = read.map((op) => {
        const old = known.get(op.key);
        return old && JSON.stringify(old) === JSON.stringify(op) ? old : op;
      });
      const keys = new Set(read.map(({ key }) => key));
      this.ops = [...kept, ...[...this.writing.values()].filter(({ key }) => !keys.has(key))];
    }
    this.loading = undefined;
    this.isRead = true;
    this.#tell();
  }

  /**
   * @param {Omit<Op, "key" | "user" | "at" | "sent" | "undone" | "refused">} done
   * @returns {Op}
   */
  add(done) {
    // A new deed ends what could be done again.
    for (const op of this.ops) {
      if (op.undone && op.revision === done.revision) void this.update(op.key, (now) => now && (now.sent ? { ...now, forget: true } : null));
    }
    const at = Math.max(Date.now(), (this.ops.at(-1)?.at ?? 0) + 1);
    const op = { ...done, key: uuid(), user: this.user, at, sent: false, undone: false, refused: null };
    this.ops.push(op);
    this.writing.set(op.key, op);
    this.#tell();
    void this.#write(op.key, () => op).then(() => this.writing.delete(op.key));
    return op;
  }

  /**
   * @param {string} key
   * @param {(op: Op | null) => Op | null} change
   * @returns {Promise<Op | null>} as it is now; null: it is gone
   */
  async update(key, change) {
    const here = this.ops.find((op) => op.key === key) ?? null;
    if (here) this.#put(key, change(here)); // at once; what the storage says after it is right
    const next = await this.#write(key, change);
    this.#put(key, next);
    return next;
  }

  /**
   * @param {string} key
   * @param {(op: Op | null) => Op | null} change
   */
  async #write(key, change) {
    this.turn += 1;
    const next = await this.storage.update(key, change);
    this.turn += 1;
    this.channel?.postMessage({ user: this.user });
    return next;
  }

  /**
   * @param {Op} op
   * @param {Annotation | null} copy - of the server
   */
  settle(op, copy) {
    this.#settled({ op, copy });
    this.channel?.postMessage({ user: this.user, op, copy });
  }

  /** @param {{op: Op, copy: Annotation | null}} detail */
  #settled(detail) {
    this.dispatchEvent(new CustomEvent("settled", { detail }));
  }

  /**
   * @param {string} key
   * @param {Op | null} op
   */
  #put(key, op) {
    const here = this.ops.findIndex((each) => each.key === key);
    if (here >= 0 && op) this.ops[here] = op;
    else if (here >= 0) this.ops.splice(here, 1);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {BroadcastChannel | null} */
function tabs() {
  return globalThis.document && globalThis.BroadcastChannel ? new BroadcastChannel("annotator.outbox") : null;
}
