// @ts-check
/** What a person can do with annotations: mark, change, delete, put on a claim; and take each of them back. */

/** @import { Annotation, Answer, Claim, Draft } from "./types.js" */
/** @import { Book } from "./codebook.js" */
/** @import { Subject } from "./elements/composer.js" */
/** @import { Saver } from "./saving.js" */
/** @import { Store } from "./store.js" */

import { request, Refused } from "./api.js";
import * as claiming from "./elements/claims.js";
import { choose } from "./elements/conflict.js";
import { shorten } from "./elements/dom.js";
import { announce, toast } from "./elements/notices.js";
import { say, words } from "./strings.js";
import { Undo } from "./undo.js";

export class Deeds {
  /** @type {Map<string, Answer[]>} by layer: the codes that were used last */
  lastUsed = new Map();
  undoing = new Undo();

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
    saver.addEventListener("conflict", (event) => this.#conflict(/** @type {CustomEvent} */ (event).detail));
    saver.addEventListener("refused", (event) => {
      announce(say(words.saveFailed, /** @type {CustomEvent} */ (event).detail));
    });
  }

  /**
   * Save what the composer holds.
   * @param {Subject} subject
   * @returns {string} the id of the annotation
   */
  save({ draft, id, seen }) {
    this.lastUsed.set(draft.layer, draft.codes);
    if (!id) return this.#create(draft);
    const entry = this.store.get(id);
    if (!entry) return id;
    const before = draftOf(entry.shown);
    this.saver.change(id, draft, seen);
    announce(words.changed);
    this.undoing.did({
      what: words.didChange,
      undo: () => this.saver.change(id, before),
      redo: () => this.saver.change(id, draft),
    });
    return id;
  }

  /** @param {Draft} draft */
  #create(draft) {
    const { id } = this.saver.create(draft);
    const made = this.store.get(id)?.shown;
    const layer = this.book.layer(draft.layer).label;
    announce(say(words.saved, { layer, quote: made ? shorten(this.quote(made), 60) : "" }));
    this.undoing.did({
      what: words.didMark,
      undo: () => this.saver.remove(id),
      redo: () => this.saver.restore(id),
    });
    return id;
  }

  /** @param {string} id */
  remove(id) {
    this.saver.remove(id);
    const deed = {
      what: words.didRemove,
      undo: () => void this.saver.restore(id),
      redo: () => void this.saver.remove(id),
    };
    this.undoing.did(deed);
    toast(words.removed, { label: words.undo, act: () => this.undo() });
  }

  undo() {
    const deed = this.undoing.undo();
    announce(deed ? say(words.undone, { what: deed.what }) : words.nothingToUndo);
  }

  redo() {
    const deed = this.undoing.redo();
    announce(deed ? say(words.redone, { what: deed.what }) : words.nothingToRedo);
  }

  /**
   * Ask which claim of the story a mark belongs to, and put it there.
   * @param {string} id
   */
  async claim(id) {
    const entry = this.store.get(id);
    if (!entry || !this.story) return;
    const { shown } = entry;
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
    this.store.saves += 1;
    entry.shown.claims = change(entry.shown.claims);
    this.store.dispatchEvent(new CustomEvent("change", { detail: [id] }));
  }

  /** @param {{id: string, current: Annotation | null}} met */
  async #conflict({ id, current }) {
    const mine = this.store.get(id)?.shown;
    if (!mine) return;
    const choice = await choose({ book: this.book, yours: mine, theirs: current, quote: this.quote });
    // Closed without a choice: it stays in the margin as not saved, with its buttons.
    if (choice === "theirs") this.saver.discard(id);
    if (choice === "mine" && current) {
      this.saver.refused.delete(id);
      if (mine.deleted_at) this.saver.remove(id);
      else this.saver.change(id, draftOf(mine), current.version);
    }
  }
}

/**
 * @param {Annotation} annotation
 * @returns {Draft}
 */
export const draftOf = ({ layer, ranges, codes, note, confidence }) => ({
  layer,
  ranges: ranges.map(({ start, end }) => ({ start, end })),
  codes: [...codes],
  note,
  confidence,
});
