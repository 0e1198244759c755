// @ts-check
/**
 * The comments on one annotation as this page knows them: what the server has, and what is not saved yet. Knows no
 * DOM. Tells `change` whenever something is other than before.
 */

/** @import { Person } from "../types.js" */
/** @import { Drafts } from "./drafts.js" */

import { Refused, request as overNetwork, uuid } from "../api.js";

const FIRST_PAUSE = 1000; // ms until it is tried again
const LONGEST_PAUSE = 30_000;

/**
 * @typedef {object} Comment
 * @property {string} id - UUID, made by the client
 * @property {number} number - its place in the thread; above all others while it has none
 * @property {Person} author
 * @property {boolean} mine
 * @property {string} body - Markdown
 * @property {string} html - sanitised by the server; empty before it has it
 * @property {number[]} mentions - ids of people
 * @property {number} version
 * @property {string} created_at
 * @property {string | null} edited_at
 * @property {string | null} deleted_at
 * @property {"pending" | "failed" | undefined} [state]
 * @property {string} [reason] - of the failure
 * @property {boolean} [trying] - it failed, but is tried again by itself
 */

export class Thread extends EventTarget {
  /** @type {Map<string, Comment>} */
  comments = new Map();
  /** @type {{at: string, by: Person} | null} */
  resolved = null;
  gone = false; // its annotation is deleted
  read = 0; // up to this number
  newest = 0;
  loaded = false;
  /** @type {string} why it could not be loaded, a sentence */
  trouble = "";
  /** @type {Map<string, () => void>} ends the pause of those that wait for another attempt */
  #waiting = new Map();

  /**
   * @param {string} annotation
   * @param {{me: Person, drafts: Drafts, request?: typeof overNetwork, pause?: number}} given
   */
  constructor(annotation, { me, drafts, request = overNetwork, pause = FIRST_PAUSE }) {
    super();
    this.annotation = annotation;
    this.me = me;
    this.drafts = drafts;
    this.request = request;
    this.pause = pause;
    for (const { id, body } of drafts.of(annotation).waiting ?? []) this.#send(id, body);
  }

  /** @returns {Comment[]} in their order */
  all() {
    return [...this.comments.values()].sort((a, b) => a.number - b.number || (a.created_at < b.created_at ? -1 : 1));
  }

  /** @returns {{count: number, unread: number, resolved: boolean}} */
  talk() {
    const there = this.all().filter(({ deleted_at, state }) => !deleted_at && !state);
    const unread = there.filter(({ mine, number }) => !mine && number > this.read).length;
    return { count: there.length, unread, resolved: this.resolved !== null };
  }

  async load() {
    try {
      const { data } = await this.request("GET", `/annotations/${this.annotation}/comments/`);
      this.#take(data);
      this.trouble = "";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.trouble = error.message;
    }
    this.#tell();
  }

  /**
   * Say it. It stands in the thread at once, and is sent until it is there.
   * @param {string} body
   * @returns {string} its id
   */
  say(body) {
    const id = uuid();
    const waiting = this.drafts.of(this.annotation).waiting ?? [];
    this.drafts.keep(this.annotation, { waiting: [...waiting, { id, body }] });
    this.#send(id, body);
    return id;
  }

  /**
   * Try again now what failed.
   * @param {string} id
   */
  retry(id) {
    const comment = this.comments.get(id);
    if (this.#waiting.has(id)) this.#waiting.get(id)?.();
    else if (comment?.state === "failed") this.#send(id, comment.body);
  }

  /**
   * Give up what did not get there.
   * @param {string} id
   * @returns {string} what it said
   */
  giveUp(id) {
    const body = this.comments.get(id)?.body ?? "";
    this.comments.delete(id);
    this.#settled(id);
    this.#waiting.get(id)?.();
    this.#tell();
    return body;
  }

  /**
   * @param {string} id
   * @param {string} body
   * @param {number} version - that the person looked at
   * @returns {Promise<void>}
   * @throws {Refused} the words stay with who wrote them
   */
  async change(id, body, version) {
    try {
      const { data } = await this.request("PATCH", `/comments/${id}/`, { body: { body }, version });
      this.#hear(data);
    } catch (error) {
      const current = error instanceof Refused ? /** @type {any} */ (error.problem).current : null;
      if (current) this.#hear(current);
      throw error;
    }
  }

  /**
   * @param {string} id
   * @throws {Refused}
   */
  async remove(id) {
    await this.request("DELETE", `/comments/${id}/`);
    await this.load();
  }

  /**
   * @param {string} id
   * @throws {Refused}
   */
  async restore(id) {
    const { data } = await this.request("POST", `/comments/${id}/restore/`);
    this.#hear(data);
  }

  /**
   * @param {boolean} resolved
   * @throws {Refused}
   */
  async resolve(resolved) {
    const { data } = await this.request("POST", `/annotations/${this.annotation}/${resolved ? "resolve" : "reopen"}/`);
    this.#take(data);
    this.#tell();
  }

  /** Note that all that is there has been seen. */
  async seen() {
    if (this.read >= this.newest) return;
    const number = this.newest;
    await this.request("POST", `/annotations/${this.annotation}/comments/read/`, { body: { number } }).catch((error) => {
      if (!(error instanceof Refused)) throw error; // it stays unread, and is noted with the next look
    });
    this.read = number;
    this.#tell();
  }

  // -- inside

  /** @param {any} data - the thread as the server tells it */
  #take(data) {
    for (const each of data.comments) {
      const known = this.comments.get(each.id);
      if (!known || known.state || known.version <= each.version) this.comments.set(each.id, each);
      if (known?.state) this.#settled(each.id);
    }
    this.resolved = data.resolved_at ? { at: data.resolved_at, by: data.resolved_by } : null;
    this.gone = data.annotation_deleted;
    this.read = Math.max(this.loaded ? this.read : 0, data.read);
    this.newest = data.newest;
    this.loaded = true;
  }

  /** @param {Comment} copy - of the server */
  #hear(copy) {
    const known = this.comments.get(copy.id);
    if (!known || known.state || known.version <= copy.version) this.comments.set(copy.id, copy);
    this.newest = Math.max(this.newest, copy.number);
    this.#tell();
  }

  /**
   * @param {string} id
   * @param {string} body
   */
  async #send(id, body) {
    const now = new Date().toISOString();
    /** @type {Comment} */
    const shown = {
      ...{ id, body, author: this.me, mine: true, number: Infinity, html: "", mentions: [], version: 0 },
      ...{ created_at: now, edited_at: null, deleted_at: null, state: "pending" },
    };
    this.comments.set(id, shown);
    this.#tell();
    for (let pause = this.pause; this.comments.get(id)?.state; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const { data } = await this.request("POST", `/annotations/${this.annotation}/comments/`, { body: { id, body } });
        this.#settled(id);
        if (this.comments.has(id)) this.#hear(data);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!this.comments.get(id)?.state) return;
        this.comments.set(id, { ...shown, state: "failed", reason: error.message, trying: error.passing });
        this.#tell();
        if (!error.passing) return;
        await new Promise((done) => {
          this.#waiting.set(id, () => done(undefined));
          setTimeout(done, pause);
        });
        this.#waiting.delete(id);
      }
    }
  }

  /** @param {string} id - of a comment that waits no longer */
  #settled(id) {
    const waiting = this.drafts.of(this.annotation).waiting ?? [];
    this.drafts.keep(this.annotation, { waiting: waiting.filter((each) => each.id !== id) });
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
