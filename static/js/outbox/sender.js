// @ts-check
/** Sends the outbox: oldest first, one tab at a time, again until each was answered for good. */

/** @import { Annotation } from "../types.js" */
/** @import { Ask, Op } from "./ops.js" */
/** @import { Outbox } from "./outbox.js" */

import { Refused } from "../api.js";
import { alone } from "./lock.js";
import { due, send, takeBack } from "./ops.js";
import { told } from "./words.js";

const LONGEST_PAUSE = 30_000; // ms

/** Events: `refused` with `{op, error}`; `trouble` when what keeps it from sending begins, changes or ends. */
export class Sender extends EventTarget {
  /** Why nothing gets through at the moment, a sentence. */
  trouble = "";
  signedOut = false;
  /** @type {Promise<void> | null} */
  running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /**
   * @param {Outbox} outbox
   * @param {Ask} ask
   * @param {number} pause - ms before the second attempt; doubles up to the longest
   */
  constructor(outbox, ask, pause) {
    super();
    this.outbox = outbox;
    this.ask = ask;
    this.first = this.pause = pause;
    globalThis.window?.addEventListener("online", () => this.wake());
    globalThis.document?.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  /** Send what there is, now. */
  wake() {
    clearTimeout(this.timer);
    this.again = true;
    this.running ??= this.#run().finally(() => (this.running = null));
    return this.running;
  }

  async #run() {
    while (this.again) {
      this.again = false;
      const done = await alone(this.outbox, async (stay) => {
        await this.outbox.load();
        await this.#all(stay);
      });
      if (!done) this.#later();
    }
  }

  /** @param {() => Promise<boolean>} stay */
  async #all(stay) {
    /** @type {Set<string>} what waits for the op before it */
    const blocked = new Set();
    /** @type {Set<string>} */
    const tried = new Set();
    let failed = "";
    let signedOut = false;
    for (let op = this.#next(blocked, tried); op && (await stay()); op = this.#next(blocked, tried)) {
      tried.add(op.key);
      const error = await this.#one(op);
      if (!error) {
        tried.delete(op.key);
        continue;
      }
      blocked.add(op.thing);
      if (!error.passing && !error.signedOut) continue;
      failed = error.message;
      signedOut = error.signedOut;
      if (error.status !== 500) break; // that may be about this one alone; the others need not wait
    }
    const same = failed === this.trouble && signedOut === this.signedOut;
    // Both at the end: what is drawn while it is tried again must not say that it may get through.
    this.trouble = failed;
    this.signedOut = signedOut;
    if (failed) this.#later();
    else this.pause = this.first;
    if (!same) this.dispatchEvent(new Event("trouble"));
  }

  /**
   * @param {Set<string>} blocked
   * @param {Set<string>} tried
   */
  #next(blocked, tried) {
    return this.outbox.ops.find((op) => {
      if (op.refused && !op.undone) blocked.add(op.thing);
      return due(op) && !blocked.has(op.thing) && !tried.has(op.key);
    });
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /**
   * @param {Op} op
   * @returns {Promise<Refused | null>} why it is still there
   */
  async #one({ key }) {
    const { outbox } = this;
    // Said before it is sent: whoever finds it after a crash knows that it may have been received.
    const op = await outbox.update(key, (now) => (due(now) ? { ...now, sent: true } : now));
    if (!due(op)) return null;
    try {
      const copy = await (op.undone ? takeBack(op, this.ask) : send(op, this.ask));
      await this.#arrived(op, copy);
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.passing || error.signedOut) return error;
      const current = error.problem.current ?? null;
      const reason = current && error.status === 409 ? told.deletedMeanwhile : error.message;
      const drop = op.undone || !op.shown;
      await outbox.update(key, (now) => (now && !drop ? { ...now, refused: { status: error.status, reason, current } } : null));
      this.dispatchEvent(new CustomEvent("refused", { detail: { op, error } }));
      return drop ? null : error;
    }
  }

  /**
   * @param {Op} op
   * @param {Annotation | null} copy
   */
  async #arrived(op, copy) {
    const { outbox } = this;
    const next = outbox.ops.find(({ thing, at, undone }) => thing === op.thing && at > op.at && !undone);
    const version = copy?.version ?? null;
    // First what builds on it, then it goes: in the other order a crash in between would leave that without a version.
    if (next && next.seen === null) await outbox.update(next.key, (now) => now && { ...now, seen: version });
    outbox.settle(op, copy);
    await outbox.update(op.key, (now) => {
      if (!now) return null;
      if (!op.undone) return now.undone ? now : null; // taken back meanwhile: that is sent next
      if (now.forget) return null;
      const kind = op.kind === "create" && copy ? "restore" : op.kind;
      return { ...now, kind, seen: copy ? version : now.seen, sent: false };
    });
  }
}
