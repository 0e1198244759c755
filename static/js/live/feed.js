// @ts-check
/**
 * What happens in a project, as this tab hears it: each change once and in order, through one stream for all tabs of
 * the browser. The tab that has the Web Lock leads; when it goes, the next one has it, and goes on from what each
 * tab has heard. Where there are no locks (plain http) each tab in sight has its own stream.
 */

/** @import { Person } from "../types.js" */
/** @import { Post } from "./lead.js" */

import { read } from "./cursor.js";
import { Lead } from "./lead.js";

const AGAIN = 60_000; // ms; a tab says from time to time that it is still there
const SILENCE = 60_000; // ms without a word of the leader

/**
 * @typedef {object} Change - an event of the log, docs/api.md
 * @property {number} project
 * @property {number} seq
 * @property {string} at
 * @property {string} verb
 * @property {string} subject
 * @property {string} scope
 * @property {Person | null} actor
 * @property {any} before - only of what has no `after`
 * @property {any} after
 *
 * @typedef {{person: Person, sentence: number}} Present
 *
 * @typedef {object} Hearing
 * @property {(change: Change) => void} change
 * @property {(revision: number, people: Present[]) => void} [presence]
 * @property {() => void} reset - more happened than can be told: read everything anew
 * @property {(up: boolean) => void} [state] - whether changes come in
 */

export class Feed {
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {Lead | null} */
  #lead = null;
  /** Whether all that is passed on comes right behind `seq`: said by the leader when it opens the stream. */
  #joined = false;
  #last = 0;
  up = false;
  /** Ends the wait for the lock, or what it was given for. */
  #leave = () => {};

  /**
   * @param {{me: number, project: number, seq: number}} given - from behind `seq` on
   * @param {Hearing} hearing
   */
  constructor({ me, project, seq }, hearing) {
    this.me = me;
    this.project = project;
    this.seq = seq;
    this.hearing = hearing;
    this.shares = Boolean(navigator.locks && globalThis.BroadcastChannel);
    this.#start();
    addEventListener("pagehide", () => this.#stop());
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      this.#start();
      this.hearing.reset();
    });
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => this.#wake());
    setInterval(() => this.#look(), AGAIN);
  }

  #start() {
    this.#last = Date.now();
    if (!this.shares) {
      if (!document.hidden) this.#lead = this.#leading();
      return;
    }
    const name = `annotator-live-${this.me}`;
    const ending = new AbortController();
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#read(data);
    this.#leave = () => ending.abort();
    this.#want();
    void navigator.locks
      .request(name, { signal: ending.signal }, () => {
        this.#lead = this.#leading();
        return new Promise((resolve) => (this.#leave = () => resolve(null)));
      })
      .catch((error) => {
        if (error.name !== "AbortError") throw error;
      });
  }

  #stop() {
    this.#lead?.close();
    this.#lead = null;
    this.#leave();
    this.#channel?.close();
    this.#channel = null;
    this.#joined = false;
  }

  #leading() {
    return new Lead(this.me, (post) => {
      this.#channel?.postMessage(post);
      // Not before its constructor is done: this tab is one of those that are asked.
      queueMicrotask(() => this.#read(post));
    });
  }

  #wake() {
    if (!this.shares) {
      if (document.hidden) this.#stop();
      else if (!this.#lead) this.#start();
    }
    if (document.hidden) return;
    this.#lead?.stream.wake();
    this.#look();
  }

  #look() {
    if (Date.now() - this.#last > SILENCE && !this.#lead) this.#state(false);
    this.#want();
  }

  #want() {
    const { project, seq } = this;
    if (this.#lead) this.#lead.want(project, seq);
    else this.#channel?.postMessage({ kind: "want", project, seq });
  }

  /** @param {Post} post */
  #read(post) {
    if (post.kind === "want") {
      this.#lead?.want(post.project, post.seq);
      return;
    }
    this.#last = Date.now();
    if (post.kind === "who") this.#want();
    if (post.kind === "state") this.#state(post.up && this.#joined);
    if (post.kind === "gone" && post.project === this.project) this.#state((this.#joined = false));
    if (post.kind === "open") this.#opened(new Map(post.heard).get(this.project), post.up);
    if (post.kind === "said") this.#said(post);
  }

  /**
   * @param {number | undefined} from - what is passed on begins behind this
   * @param {boolean} up
   */
  #opened(from, up) {
    this.#joined = from !== undefined && from <= this.seq;
    if (!this.#joined) this.#want();
    this.#state(up && this.#joined);
  }

  /** @param {{event: string, data: any, at: string}} said */
  #said({ event, data, at }) {
    if (!this.#joined) return; // it would tear a hole: what lies between is still to come
    this.#state(true);
    if (event === "alive") this.seq = Math.max(this.seq, read(at).get(this.project) ?? 0);
    if (data.project !== this.project) return;
    if (event === "presence") this.hearing.presence?.(data.revision, data.people);
    if (event === "reset") {
      this.seq = read(at).get(this.project) ?? this.seq;
      this.hearing.reset();
    }
    if (event === "change" && data.seq > this.seq) {
      this.seq = data.seq;
      this.hearing.change(data);
    }
  }

  /** @param {boolean} up */
  #state(up) {
    if (up === this.up) return;
    this.up = up;
    this.hearing.state?.(up);
  }
}
