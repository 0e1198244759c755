// @ts-check
/**
 * What a person does to annotations: into the outbox, shown at once, sent from there in order and once, never dropped.
 */

/** @import { Annotation, Draft, Person } from "./types.js" */
/** @import { Op } from "./outbox/ops.js" */
/** @import { Store } from "./store.js" */

import { request, uuid } from "./api.js";
import { overlay } from "./outbox/ops.js";
import { Outbox } from "./outbox/outbox.js";
import { Sender } from "./outbox/sender.js";

const FIRST_PAUSE = 1000; // ms before the second attempt

/**
 * Events: `change` when something waits, arrived or got stuck; `settled` with `{op, copy}`; `refused` with
 * `{op, reason}`; `conflict` with `{id}` when somebody else was first.
 */
export class Saver extends EventTarget {
  /** @type {Set<string>} what is shown over the server's copies */
  #laid = new Set();

  /**
   * @param {Store} store
   * @param {{revision: number, me: Person, codebook: number, ask?: typeof request, outbox?: Outbox, pause?: number}} page -
   *   `ask`, `outbox` and `pause` differ in tests
   */
  constructor(store, { revision, me, codebook, ask = request, outbox = new Outbox(me.id), pause = FIRST_PAUSE }) {
    super();
    this.store = store;
    this.revision = revision;
    this.me = me;
    this.codebook = codebook;
    this.outbox = outbox;
    this.sender = new Sender(outbox, ask, pause);
    outbox.addEventListener("change", () => this.#lay());
    outbox.addEventListener("settled", (event) => this.#settled(/** @type {CustomEvent} */ (event).detail));
    this.sender.addEventListener("trouble", () => this.#lay());
    this.sender.addEventListener("refused", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
    // What waits from before this page was loaded is shown over what the server listed, and sent.
    void outbox.load().then(() => this.sender.wake());
  }

  /** @returns {Op[]} what was done on this revision and is not known to have arrived, oldest first */
  get ops() {
    return this.outbox.ops.filter(({ revision }) => revision === this.revision);
  }

  /** Whether something would be lost with this page. */
  get atRisk() {
    return this.outbox.atRisk;
  }

  /**
   * @param {Draft} draft
   * @param {number} [suggestion] - that is accepted by it
   * @returns {string} the new annotation's id
   */
  create(draft, suggestion) {
    const thing = uuid();
    const now = new Date().toISOString();
    const shown = {
      id: thing,
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
    };
    this.#do({ kind: suggestion === undefined ? "create" : "accept", thing, suggestion, before: null, shown, seen: 0 });
    return thing;
  }

  /**
   * @param {string} id
   * @param {Draft} draft - all of it
   * @param {number} [seen] - the version that the person looked at: what came in since then must refuse this
   *   change, not be overwritten by it
   */
  change(id, draft, seen) {
    const entry = this.store.get(id);
    if (!entry) return;
    // Of a mark that is there: that somebody deleted it while this was written, the server will say.
    const shown = { ...entry.shown, ...draft, deleted_at: null };
    const refused = this.#of(id).find((op) => op.refused);
    if (!refused) {
      // What the person had looked at when they began, not what came in while they wrote.
      const before = this.store.older.get(`${id} ${seen}`) ?? entry.shown;
      this.#do({ kind: "change", thing: id, before, shown, seen: this.#seen(id, seen) });
      return;
    }
    // What was refused is put right, not done twice.
    this.#drop(id, (op) => op !== refused);
    void this.outbox.update(refused.key, (now) => now && { ...now, shown, refused: null });
    void this.sender.wake();
  }

  /** @param {string} id */
  remove(id) {
    const before = this.store.get(id)?.shown;
    if (!before) return;
    if (this.#of(id).some((op) => op.refused)) this.discard(id);
    if (!this.store.get(id)) return; // it never came to be
    const shown = { ...before, deleted_at: new Date().toISOString() };
    this.#do({ kind: "delete", thing: id, before, shown, seen: this.#seen(id) });
  }

  /** @param {string} id */
  restore(id) {
    const before = this.store.get(id)?.shown;
    if (!before) return;
    this.#do({ kind: "restore", thing: id, before, shown: { ...before, deleted_at: null }, seen: null });
  }

  /** @param {number} suggestion */
  reject(suggestion) {
    this.#do({ kind: "reject", thing: `suggestion:${suggestion}`, suggestion, before: null, shown: null, seen: null });
  }

  /**
   * Try again now what waits or was refused; what somebody else was first at is asked about again.
   * @param {string} [id]
   */
  retry(id) {
    for (const { key, thing, refused } of this.ops) {
      if (!refused || (id && thing !== id)) continue;
      if (refused.current && id) this.dispatchEvent(new CustomEvent("conflict", { detail: { id } }));
      if (!refused.current) void this.outbox.update(key, (now) => now && { ...now, refused: null });
    }
    void this.sender.wake();
  }

  /**
   * Give up what was refused, and all that builds on it.
   * @param {string} id
   */
  discard(id) {
    const current = this.conflict(id)?.theirs;
    if (current) this.store.hear(current);
    this.#drop(id, () => true);
  }

  /**
   * @param {string} id
   * @returns {{yours: Annotation, theirs: Annotation, before: Annotation | null} | null} both copies, and what the
   *   person had looked at; null when nobody was first
   */
  conflict(id) {
    const ops = this.#of(id);
    const refused = ops.find((op) => op.refused?.current);
    const yours = ops.at(-1)?.shown;
    if (!refused?.refused?.current || !yours) return null;
    const { current } = refused.refused;
    const { server } = this.store.get(id) ?? {};
    return { yours, theirs: server && server.version > current.version ? server : current, before: refused.before };
  }

  /**
   * Save what a person chose of both copies, in the place of all they had done to it.
   * @param {string} id
   * @param {Draft | null} draft - null: delete it all the same
   */
  resolve(id, draft) {
    const { theirs } = this.conflict(id) ?? {};
    if (!theirs) return;
    this.store.hear(theirs);
    this.#drop(id, () => true);
    if (theirs.deleted_at) this.restore(id);
    if (draft) this.change(id, draft);
    else this.remove(id);
  }

  // -- inside

  /** @param {string} id */
  #of(id) {
    return this.ops.filter(({ thing, undone }) => thing === id && !undone);
  }

  /**
   * @param {string} id
   * @param {number} [seen]
   */
  #seen(id, seen) {
    if (this.outbox.ops.some(({ thing, undone, sent }) => thing === id && (!undone || sent))) return null;
    return seen ?? this.store.get(id)?.server?.version ?? null;
  }

  /**
   * @param {string} id
   * @param {(op: Op) => boolean} which
   */
  #drop(id, which) {
    for (const op of this.#of(id)) if (which(op)) void this.outbox.update(op.key, () => null);
  }

  /** @param {Pick<Op, "kind" | "thing" | "suggestion" | "before" | "shown" | "seen">} done */
  #do(done) {
    this.outbox.add({ ...done, revision: this.revision });
    void this.sender.wake();
  }

  #lay() {
    const { ops, sender } = this;
    const things = new Set(ops.flatMap(({ thing, shown }) => (shown ? [thing] : [])));
    for (const id of this.#laid) if (!things.has(id)) this.store.lay(id, null);
    for (const id of things) {
      this.store.lay(id, overlay(ops.filter(({ thing }) => thing === id), sender.trouble));
    }
    this.#laid = things;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {{op: Op, copy: Annotation | null}} detail */
  #settled({ op, copy }) {
    if (op.revision !== this.revision) return;
    if (copy) this.store.hear(copy);
    this.dispatchEvent(new CustomEvent("settled", { detail: { op, copy } }));
  }

  /** @param {{op: Op, error: import("./api.js").Refused}} detail */
  #refused({ op, error }) {
    if (op.revision !== this.revision) return;
    const { current } = error.problem;
    if (current) this.store.hear(current);
    if (current && op.shown) this.dispatchEvent(new CustomEvent("conflict", { detail: { id: op.thing } }));
    else this.dispatchEvent(new CustomEvent("refused", { detail: { op, reason: error.message } }));
  }
}
