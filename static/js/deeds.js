// @ts-check
/** What a person can do with annotations: mark, change, delete, put on a claim; and take each of them back. */

/** @import { Annotation, Answer, Claim, Draft } from "./types.js" */
/** @import { Book } from "./codebook.js" */
/** @import { Subject } from "./elements/composer.js" */
/** @import { Saver } from "./saving.js" */
/** @import { Store } from "./store.js" */
/** @import { What, Way } from "./outbox/undo.js" */

import { request, Refused } from "./api.js";
import { shorten } from "./elements/dom.js";
import { announce, toast } from "./elements/notices.js";
import { told } from "./outbox/words.js";
import { say, words } from "./strings.js";
import { Undo } from "./outbox/undo.js";

export { draftOf } from "./outbox/ops.js";

export class Deeds {
  /** @type {Map<string, Answer[]>} by layer: the codes that were used last */
  lastUsed = new Map();
  /** @type {(id: string) => void} where the focus goes after a dialog about this mark */
  backTo = () => {};
  /** @type {Promise<void>} ends with the last question about a conflict: one dialog at a time */
  asking = Promise.resolve();
  warned = false;

  /**
   * @param {object} given
   * @param {Store} given.store
   * @param {Saver} given.saver
   * @param {Book} given.book
   * @param {(annotation: Annotation) => string} given.quote
   * @param {{id: number} | null} given.story
   * @param {Claim[]} given.claims
   */
  constructor({ store, saver, book, quote, story, claims }) {
    this.store = store;
    this.saver = saver;
    this.book = book;
    this.quote = quote;
    this.story = story;
    this.claims = new Map(claims.map((claim) => [claim.id, claim]));
    this.undoing = new Undo(saver);
    saver.addEventListener("conflict", (event) => {
      const { id } = /** @type {CustomEvent} */ (event).detail;
      this.asking = this.asking.then(() => this.#conflict(id));
    });
    saver.addEventListener("refused", (event) => {
      announce(say(words.saveFailed, /** @type {CustomEvent} */ (event).detail));
    });
    saver.addEventListener("change", () => this.#warn());
  }

  /** Say it, once, when what waits for the network lies in no more than this page's memory. */
  #warn() {
    const { trouble } = this.saver.sender;
    const alone = Boolean(trouble) && this.saver.outbox.unkept;
    if (alone && !this.warned) toast(told.full);
    this.warned = alone;
  }

  /**
   * Save what the composer holds.
   * @param {Subject} subject
   * @returns {string} the id of the annotation
   */
  save({ draft, id, seen }) {
    this.lastUsed.set(draft.layer, draft.codes);
    if (!id) return this.#create(draft);
    this.saver.change(id, draft, seen);
    announce(words.changed);
    return id;
  }

  /** @param {Draft} draft */
  #create(draft) {
    const id = this.saver.create(draft);
    const made = this.store.get(id)?.shown;
    const layer = this.book.layer(draft.layer).label;
    announce(say(words.saved, { layer, quote: made ? shorten(this.quote(made), 60) : "" }));
    return id;
  }

  /** @param {string} id */
  remove(id) {
    this.saver.remove(id);
    const back = () => {
      // The newest deed is taken back; a deletion that is not that any more is made good by itself.
      if (this.undoing.next.undo?.subject === id) this.undo();
      else this.saver.restore(id);
    };
    toast(words.removed, { label: words.undo, act: back });
  }

  undo() {
    void this.#go("undo");
  }

  redo() {
    void this.#go("redo");
  }

  /**
   * A deed in words: deletion of “late 80s”.
   * @param {What} what
   */
  name({ verb, subject, count = 1 }) {
    const deed = told.deeds[/** @type {"annotation.created"} */ (verb)] ?? told.deed;
    const shown = this.store.get(subject)?.shown;
    const claim = verb.startsWith("mention.") ? this.claims.get(subject) : null;
    if (claim) return say(told.onClaim, { deed, claim: shorten(claim.wording, 40) });
    if (count > 1) return say(told.ofMany, { deed, count });
    return shown ? say(told.of, { deed, quote: shorten(this.quote(shown), 40) }) : deed;
  }

  /**
   * @param {Way} way
   * @param {number} [skip] - the number of a step that is left as it is
   */
  async #go(way, skip) {
    try {
      const what = await this.undoing.go(way, skip);
      const [done, nothing] = way === "undo" ? [words.undone, words.nothingToUndo] : [words.redone, words.nothingToRedo];
      announce(what ? say(done, { what: this.name(what) }) : nothing);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { step } = error.problem;
      toast(error.message, step ? { label: told.skip, act: () => void this.#go(way, step) } : undefined);
    }
  }

  /**
   * Ask which claim of the story a mark belongs to, and put it there.
   * @param {string} id
   */
  async claim(id) {
    const entry = this.store.get(id);
    if (!entry || !this.story) return;
    const { shown } = entry;
    const claiming = await import("./elements/claims.js");
    const choice = await claiming.pick({
      claims: [...this.claims.values()],
      taken: shown.claims,
      quote: this.quote(shown),
    });
    if (!choice) return;
    try {
      const made = await claiming.save(choice, { annotation: id, story: this.story.id });
      if (made) this.claims.set(made.id, made);
      this.#claimed(id, (claims) => [...claims, made?.id ?? choice.claim ?? ""]);
      announce(say(words.onClaim, { claim: this.claims.get(made?.id ?? choice.claim ?? "")?.wording ?? "" }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(say(words.saveFailed, { reason: error.message }));
    }
  }

  /**
   * @param {string} id
   * @param {string} claim
   */
  async unclaim(id, claim) {
    try {
      const claiming = await import("./elements/claims.js");
      await claiming.takeOff(claim, id);
      this.#claimed(id, (claims) => claims.filter((each) => each !== claim));
      announce(say(words.offClaim, { claim: this.claims.get(claim)?.wording ?? "" }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(say(words.saveFailed, { reason: error.message }));
    }
  }

  /** Learn the wording of claims that others made meanwhile. */
  async learnClaims() {
    if (!this.story) return;
    const known = (/** @type {string} */ claim) => this.claims.has(claim);
    if (this.store.all().every(({ shown }) => shown.claims.every(known))) return;
    const { data } = await request("GET", `/stories/${this.story.id}/claims/`);
    for (const claim of data.results) this.claims.set(claim.id, claim);
  }

  /**
   * @param {string} id
   * @param {(claims: string[]) => string[]} change
   */
  #claimed(id, change) {
    const entry = this.store.get(id);
    if (!entry) return;
    const claims = change(entry.shown.claims);
    if (entry.server) entry.server = { ...entry.server, claims };
    this.store.saves += 1;
    entry.shown = { ...entry.shown, claims };
    this.store.dispatchEvent(new CustomEvent("change", { detail: [id] }));
    void this.undoing.refresh();
  }

  /**
   * Show both copies of a mark that somebody else was first at.
   * @param {string} id
   */
  async #conflict(id) {
    const { book, quote, saver } = this;
    const copies = saver.conflict(id);
    if (!copies) return;
    const { choose } = await import("./elements/conflict.js");
    const choice = await choose({ book, quote, ...copies });
    // Closed without a choice, it stays in the margin as not saved, with its buttons.
    if (choice === "theirs") saver.discard(id);
    else if (choice === "delete") saver.resolve(id, null);
    else if (choice) saver.resolve(id, choice);
    this.backTo(id);
  }
}
