// @ts-check
/**
 * Sends what a person did: at once, in order for each annotation, again until it got there, never dropped.
 * Creating is idempotent on the client's UUID, so that sending it twice makes it once.
 */

/** @import { AnchorRange, Annotation, Draft, Person } from "./types.js" */
/** @import { Store } from "./store.js" */

import { Refused, request as overNetwork, uuid } from "./api.js";
import { words } from "./strings.js";

const FIRST_PAUSE = 1000; // ms before the second attempt; doubles up to the longest
const LONGEST_PAUSE = 30_000;

export class Saver extends EventTarget {
  /**
   * @param {Store} store
   * @param {{revision: number, me: Person, codebook: number, request?: typeof overNetwork, pause?: number}} page -
   *   `request` and `pause` differ in tests
   */
  constructor(store, { revision, me, codebook, request = overNetwork, pause = FIRST_PAUSE }) {
    super();
    this.store = store;
    this.revision = revision;
    this.me = me;
    this.codebook = codebook;
    this.request = request;
    this.pause = pause;
    /** @type {Map<string, Promise<boolean>>} the last thing that each annotation waits for */
    this.queues = new Map();
    /** @type {Map<string, () => void>} ends the pause of those that wait for another attempt */
    this.waiting = new Map();
    /** @type {Map<string, () => Promise<boolean>>} what to do again when a person asks for it */
    this.refused = new Map();
  }

  /**
   * @param {Draft} draft
   * @param {number} [suggestion] - that is accepted by it
   * @returns {{id: string, done: Promise<boolean>}}
   */
  create(draft, suggestion) {
    const id = uuid();
    const now = new Date().toISOString();
    this.store.propose({
      id,
      revision: this.revision,
      author: this.me,
      mine: true,
      confidence: null,
      origin: suggestion === undefined ? "human" : "suggestion",
      anchor: "exact",
      codebook: this.codebook,
      version: 0,
      created_at: now,
      updated_at: now,
      deleted_at: null,
      claims: [],
      ...draft,
    });
    const body = { id, ...draft, ranges: bare(draft.ranges) };
    const path =
      suggestion === undefined ? `/revisions/${this.revision}/annotations/` : `/suggestions/${suggestion}/accept/`;
    return { id, done: this.#send(id, () => this.request("POST", path, { body })) };
  }

  /**
   * @param {string} id
   * @param {Draft} draft - all of it
   * @param {number} [seen] - the version that the person looked at: what came in since then must refuse this
   *   change, not be overwritten by it. Without it, the newest when it is sent: one's own unsaved change comes first
   * @returns {Promise<boolean>} whether it was saved
   */
  change(id, draft, seen) {
    const entry = this.store.get(id);
    if (!entry) return Promise.resolve(false);
    this.store.propose({ ...entry.shown, ...draft });
    const body = { ...draft, ranges: bare(draft.ranges) };
    const version = () => seen ?? this.store.get(id)?.server?.version;
    return this.#send(id, () => this.request("PATCH", `/annotations/${id}/`, { body, version: version() }));
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  remove(id) {
    const entry = this.store.get(id);
    if (!entry) return Promise.resolve(false);
    const deleted = { ...entry.shown, deleted_at: new Date().toISOString() };
    this.store.propose(deleted);
    return this.#send(id, async () => {
      const server = this.store.get(id)?.server;
      if (!server?.version) return { data: deleted };
      await this.request("DELETE", `/annotations/${id}/`, { version: server.version });
      return { data: { ...server, deleted_at: deleted.deleted_at } };
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  restore(id) {
    const entry = this.store.get(id);
    if (!entry) return Promise.resolve(false);
    const { layer, ranges, codes, note, confidence } = entry.shown;
    const body = { id, layer, ranges: bare(ranges), codes, note, confidence };
    this.store.propose({ ...entry.shown, deleted_at: null });
    return this.#send(id, () =>
      this.store.get(id)?.server?.version
        ? this.request("POST", `/annotations/${id}/restore/`)
        : this.request("POST", `/revisions/${this.revision}/annotations/`, { body }),
    );
  }

  /**
   * Take an accepted suggestion back: it is open again, and its mark deleted.
   * @param {string} id
   * @param {number} suggestion
   * @returns {Promise<boolean>}
   */
  takeBack(id, suggestion) {
    const entry = this.store.get(id);
    if (!entry) return Promise.resolve(false);
    const deleted = { ...entry.shown, deleted_at: new Date().toISOString() };
    this.store.propose(deleted);
    return this.#send(id, async () => {
      await this.request("DELETE", `/suggestions/${suggestion}/answer/`);
      return { data: { ...(this.store.get(id)?.server ?? deleted), deleted_at: deleted.deleted_at } };
    });
  }

  /**
   * Accept a suggestion again that was taken back; its mark comes back as it was.
   * @param {string} id
   * @param {number} suggestion
   * @returns {Promise<boolean>}
   */
  acceptAgain(id, suggestion) {
    const entry = this.store.get(id);
    if (!entry) return Promise.resolve(false);
    const { layer, ranges, codes, note } = entry.shown;
    const body = { id, layer, ranges: bare(ranges), codes, note };
    this.store.propose({ ...entry.shown, deleted_at: null });
    return this.#send(id, () => this.request("POST", `/suggestions/${suggestion}/accept/`, { body }));
  }

  /**
   * Try again now, whether it waits for its next attempt or was refused.
   * @param {string} id
   */
  retry(id) {
    const again = this.refused.get(id);
    this.waiting.get(id)?.();
    if (!again) return;
    this.refused.delete(id);
    this.#queue(id, again);
  }

  /**
   * Give up a change that was refused.
   * @param {string} id
   */
  discard(id) {
    this.refused.delete(id);
    this.store.revert(id);
  }

  /**
   * @param {string} id
   * @param {() => Promise<{data: Annotation}>} attempt
   * @returns {Promise<boolean>}
   */
  #send(id, attempt) {
    const proposed = this.store.get(id)?.shown;
    /** @returns {Promise<boolean>} */
    const all = () => this.#attempts(id, async () => this.#arrived((await attempt()).data, proposed), all);
    return this.#queue(id, all);
  }

  /**
   * @param {string} id
   * @param {() => Promise<boolean>} work
   */
  #queue(id, work) {
    const before = this.queues.get(id) ?? Promise.resolve(true);
    const mine = before.then(work);
    this.queues.set(id, mine);
    mine.finally(() => this.queues.get(id) === mine && this.queues.delete(id));
    return mine;
  }

  /**
   * @param {string} id
   * @param {() => Promise<void>} attempt
   * @param {() => Promise<boolean>} again
   */
  async #attempts(id, attempt, again) {
    for (let pause = this.pause; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await attempt();
        return true;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!error.passing) return this.#stop(id, error, again);
        this.store.fail(id, error.message);
        await new Promise((done) => {
          this.waiting.set(id, () => done(undefined));
          setTimeout(done, pause);
        });
        this.waiting.delete(id);
      }
    }
  }

  /**
   * @param {Annotation} data
   * @param {Annotation | undefined} proposed - what was shown when it was decided
   */
  #arrived(data, proposed) {
    const now = this.store.get(data.id);
    this.store.settle(data);
    // Something newer waits in the queue behind this: it stays what is shown.
    if (now && now.shown !== proposed) this.store.propose(now.shown);
  }

  /**
   * @param {string} id
   * @param {Refused} error
   * @param {() => Promise<boolean>} again
   */
  #stop(id, error, again) {
    const current = error.problem.current ?? null;
    const entry = this.store.get(id);
    if (entry && current) entry.server = current;
    this.refused.set(id, again);
    this.store.fail(id, error.message || words.failed);
    if (error.status === 412) this.dispatchEvent(new CustomEvent("conflict", { detail: { id, current } }));
    else this.dispatchEvent(new CustomEvent("refused", { detail: { id, reason: error.message } }));
    return false;
  }
}

/** @param {AnchorRange[]} ranges */
const bare = (ranges) => ranges.map(({ start, end }) => ({ start, end }));
