// @ts-check
/** Marking on the article page: opens the composer on words and on marks, saves what it holds, gives the focus back. */

/** @import { Subject } from "./elements/composer.js" */
/** @import { Span } from "./types.js" */
/** @import { Workspace } from "./workspace.js" */

import { draftOf } from "./deeds.js";
import { Composer } from "./elements/composer.js"; // loaded with the page: one marks on when the network has gone

export class Marker {
  /** @type {string | null} the annotation whose card gets the focus back */
  backTo = null;

  /** @param {Workspace} work */
  constructor(work) {
    this.work = work;
    this.composer = new Composer({
      book: work.book,
      page: work.page,
      host: work.host,
      onSave: (subject) => this.#save(subject),
      onClose: () => this.#returnFocus(),
      onRanges: (spans) => work.overlay.show("chosen", spans),
      lastUsed: (layer) => work.used.get(layer),
    });
  }

  /**
   * Open the composer on some words.
   * @param {Span} span
   * @param {{layer?: string, focus?: boolean}} [how]
   */
  compose(span, { layer, focus = true } = {}) {
    const { work, composer } = this;
    if (!work.marking) return;
    if (composer.isOpen) {
      composer.select(span);
      return;
    }
    work.picker?.close();
    const key = layer ?? work.used.layer ?? work.book.layers[0].key;
    composer.open({ draft: { layer: key, ranges: [span], codes: [], note: "", confidence: null } }, focus);
  }

  /**
   * Mark words as the last ones were; the composer asks for what is lacking.
   * @param {Span} span
   */
  again(span) {
    const { work } = this;
    if (!work.marking) return;
    const { used } = work;
    const { layer } = used;
    const draft = { layer: layer ?? "", ranges: [span], codes: [...(used.get(layer ?? "") ?? [])], note: "", confidence: null };
    if (!layer || work.book.missing(draft)) this.compose(span, { layer });
    else this.#save({ draft });
  }

  /** @param {string} id */
  edit(id) {
    const { work, composer } = this;
    const entry = work.store.get(id);
    if (!entry?.shown.mine || !work.marking || composer.keep()) return;
    composer.close();
    const fromCard = work.margin.list.contains(document.activeElement);
    work.activate(id, { scroll: true });
    this.backTo = fromCard ? id : null;
    const seen = entry.state ? undefined : entry.server?.version;
    composer.open({ draft: draftOf(entry.shown), id, seen }, true);
  }

  /** @param {string} id */
  remove(id) {
    const { work } = this;
    if (!work.store.get(id)?.shown.mine || !work.marking) return;
    work.activate(null);
    work.deeds.remove(id);
    work.page.root.focus({ preventScroll: true });
  }

  /** @param {Subject} subject */
  #save(subject) {
    const { work } = this;
    getSelection()?.removeAllRanges();
    if (subject.suggestion) work.review?.edited(subject.suggestion, subject.draft);
    else work.activate(work.deeds.save(subject));
  }

  /** To where the composer was opened from: a card, or the text. */
  #returnFocus() {
    const card = this.backTo ? this.work.margin.head(this.backTo) : null;
    this.backTo = null;
    (card ?? this.work.page.root).focus({ preventScroll: true });
  }
}
