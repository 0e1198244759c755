// @ts-check
/** The article page as one thing: what is shown, what is active, and that text, margin and strip agree about it. */

/** @import { PageData, Span } from "./types.js" */
/** @import { Acts } from "./elements/card.js" */
/** @import { Subject } from "./elements/composer.js" */
/** @import { Filter } from "./filters.js" */
/** @import { Entry } from "./store.js" */
/** @import { Review } from "./suggesting/review.js" */

import { Book } from "./codebook.js";
import { Talks } from "./comments/talks.js";
import { Deeds, draftOf } from "./deeds.js";
import { Bar } from "./elements/bar.js";
import { Composer } from "./elements/composer.js";
import { shorten } from "./elements/dom.js";
import { Margin } from "./elements/margin.js";
import { announce } from "./elements/notices.js";
import { Overlay, rects } from "./elements/overlay.js";
import { Picker } from "./elements/picker.js";
import { passes, read, write } from "./filters.js";
import { Page } from "./offsets.js";
import { strip } from "./outbox/strip.js";
import { Painter, supported } from "./paint.js";
import { Saver } from "./saving.js";
import { Store } from "./store.js";
import { say, words } from "./strings.js";

const docked = () => matchMedia("(max-width: 64rem)").matches;

export class Workspace {
  /** @type {string | null} id of the active annotation */
  active = null;
  /** @type {Entry[]} what the filters let pass, by place */
  shown = [];
  /** @type {string | undefined} the layer that was used last */
  layer = undefined;
  waiting = false;
  /** @type {string | null} the annotation whose card gets the focus back */
  backTo = null;
  /** @type {Review | null} going through what the machine proposes; null where it does not, or one may not mark */
  review = null;

  /**
   * @param {PageData} data
   * @param {(id: string) => HTMLElement} part - an element of the page by its id
   */
  constructor(data, part) {
    this.data = data;
    this.page = new Page(part("text"));
    this.host = part("reading");
    this.book = new Book(data.codebook);
    this.store = new Store(data.annotations);
    this.saver = new Saver(this.store, { revision: data.revision.id, me: data.me, codebook: data.codebook.version });
    this.filter = read(location.search);
    this.overlay = new Overlay(this.page, part("overlay"));
    this.painter = supported() ? new Painter(this.page) : null;
    const quote = (/** @type {{ranges: Span[]}} */ { ranges }) =>
      ranges.map((range) => this.page.slice(range)).join(" … ");
    this.quote = quote;
    this.deeds = new Deeds({ ...this, quote, story: data.may.claims ? data.story : null, claims: data.claims });
    this.picker = new Picker(this.host, this.book, (id) => this.activate(id));
    this.bar = new Bar(part("filters"), this.book, (filter) => this.setFilter(filter));
    this.composer = new Composer({
      book: this.book,
      page: this.page,
      host: this.host,
      onSave: (subject) => this.#saved(subject),
      onClose: () => this.#returnFocus(),
      onRanges: (spans) => this.overlay.show("chosen", spans),
      lastUsed: (layer) => this.deeds.lastUsed.get(layer),
    });
    this.talks = new Talks(this);
    this.margin = new Margin({
      list: part("margin-cards"),
      store: this.store,
      book: this.book,
      page: this.page,
      acts: this.#acts(),
      invite: data.may.annotate,
      filtered: () => this.store.all().length > 0,
      placed: () => this.talks.place(),
      showAll: () => this.setFilter({ people: new Set(), layers: new Set() }),
    });
    this.deeds.backTo = (id) => (this.margin.head(id) ?? this.page.root).focus({ preventScroll: true });
    strip(this.deeds, part("saved"));
    this.store.addEventListener("change", (event) => this.#changed(/** @type {CustomEvent} */ (event).detail));
    this.#changed([...this.store.entries.keys()]);
  }

  /** @param {Filter} filter */
  setFilter(filter) {
    this.filter = filter;
    history.replaceState(null, "", location.pathname + write(filter, location.search) + location.hash);
    this.#changed([...this.store.entries.keys()]);
    this.review?.list.only(filter.layers);
    announce(say(words.shown, { shown: this.shown.length, count: this.store.all().length }));
  }

  /**
   * @param {string | null} id
   * @param {{scroll?: boolean, focus?: boolean}} [how] - `focus`: move it to the card
   */
  activate(id, { scroll = false, focus = false } = {}) {
    this.review?.leave();
    this.active = id;
    this.margin.active = id;
    const entry = id ? this.store.get(id) : undefined;
    const ranges = entry?.shown.ranges ?? [];
    this.overlay.show("active", ranges);
    this.margin.render(this.shown);
    this.picker.close();
    if (!entry || !id) return;
    if (scroll || docked()) this.reveal(ranges);
    if (focus) this.margin.head(id)?.focus({ preventScroll: true });
  }

  /**
   * The next or previous annotation, from the active one or from the top of what is in sight.
   * @param {1 | -1} by
   */
  step(by) {
    if (!this.shown.length) {
      announce(words.noMarks);
      return;
    }
    const here = this.shown.findIndex(({ shown }) => shown.id === this.active);
    const from = this.firstInSight();
    const first = this.shown.findIndex(({ shown }) => (shown.ranges[0]?.start ?? 0) >= from);
    const next = here < 0 ? Math.max(0, first) : (here + by + this.shown.length) % this.shown.length;
    const { shown } = this.shown[next];
    this.activate(shown.id, { scroll: true });
    const codes = this.book.answers(shown).flatMap(({ codes: given }) => given.map(({ label }) => label));
    announce(
      say(words.atMark, {
        layer: this.book.layer(shown.layer).label,
        who: shown.mine ? words.byYou : shown.author.name,
        place: next + 1,
        count: this.shown.length,
        quote: shorten(this.quote(shown), 120),
        codes: [...codes, shown.note].filter(Boolean).join(", "),
      }),
    );
  }

  /**
   * Open the composer on some words.
   * @param {Span} span
   * @param {{layer?: string, focus?: boolean}} [how]
   */
  compose(span, { layer, focus = true } = {}) {
    if (!this.data.may.annotate) return;
    if (this.composer.isOpen) {
      this.composer.select(span);
      return;
    }
    this.picker.close();
    const key = layer ?? this.layer ?? this.book.layers[0].key;
    this.composer.open({ draft: { layer: key, ranges: [span], codes: [], note: "" } }, focus);
  }

  /** @param {string} id */
  edit(id) {
    const entry = this.store.get(id);
    if (!entry?.shown.mine || !this.data.may.annotate) return;
    this.composer.close();
    const fromCard = this.margin.list.contains(document.activeElement);
    this.activate(id, { scroll: true });
    this.backTo = fromCard ? id : null;
    const seen = entry.state ? undefined : entry.server?.version;
    this.composer.open({ draft: draftOf(entry.shown), id, seen }, true);
  }

  /** @param {string} id - of a mark, whose history is shown */
  past(id) {
    void import("./history/dialog.js").then(({ show }) => show(id, this.data.me.id));
  }

  /** @param {string} id */
  remove(id) {
    if (!this.store.get(id)?.shown.mine || !this.data.may.annotate) return;
    this.activate(null);
    this.deeds.remove(id);
    this.page.root.focus({ preventScroll: true });
  }

  /**
   * Bring words into sight, if they are not.
   * @param {Span[]} ranges
   */
  reveal(ranges) {
    const found = ranges.flatMap((range) => rects(this.page, range));
    if (!found.length) return;
    const top = Math.min(...found.map((rect) => rect.top));
    const bottom = Math.max(...found.map((rect) => rect.bottom));
    // On a narrow page the open card takes the lower half: the words, and what opens below them, go above it.
    const [floor, wanted] = docked() && (this.active || this.margin.guest) ? [innerHeight * 0.35, innerHeight * 0.15] : [innerHeight - 100, innerHeight / 3];
    if (top < 60 || bottom > floor) window.scrollBy({ top: top - wanted });
  }

  /** @returns {number} the point where the text in sight begins */
  firstInSight() {
    const at = this.page.elements.findIndex((element) => element.getBoundingClientRect().bottom > 60);
    return this.page.paragraphs[at]?.start ?? 0;
  }

  // -- inside

  /** @param {Subject} subject */
  #saved(subject) {
    this.layer = subject.draft.layer;
    getSelection()?.removeAllRanges();
    if (subject.suggestion) {
      this.review?.edited(subject.suggestion, subject.draft);
      return;
    }
    this.activate(this.deeds.save(subject));
  }

  /** To where the composer was opened from: a card, or the text. */
  #returnFocus() {
    const card = this.backTo ? this.margin.head(this.backTo) : null;
    this.backTo = null;
    (card ?? this.page.root).focus({ preventScroll: true });
  }

  /** @param {string[]} ids */
  #changed(ids) {
    this.shown = this.store.all().filter(({ shown }) => passes(this.filter, shown));
    this.painter?.paint(
      ids.map((id) => {
        const shown = this.store.get(id)?.shown;
        const visible = shown && !shown.deleted_at && passes(this.filter, shown);
        const line = shown ? this.book.line(shown) : { colour: "ink", pattern: "solid" };
        return { id, spans: visible ? shown.ranges : [], style: `${line.colour} ${line.pattern}` };
      }),
    );
    if (this.active && ids.includes(this.active)) {
      const shown = this.store.get(this.active)?.shown;
      if (!shown || shown.deleted_at) this.active = this.margin.active = null;
      this.overlay.show("active", this.active ? (shown?.ranges ?? []) : []);
    }
    if (this.waiting) return;
    this.waiting = true;
    // Margin and strip once a frame, however many changes came: each is a layout of the whole column.
    requestAnimationFrame(() => {
      this.waiting = false;
      this.margin.render(this.shown);
      const all = this.store.all().map(({ shown }) => shown);
      this.bar.render(all, this.shown.map(({ shown }) => shown), this.filter);
    });
  }

  /** @returns {Acts} */
  #acts() {
    return {
      open: (id) => this.activate(id === this.active ? null : id, { scroll: true }),
      edit: (id) => this.edit(id),
      remove: (id) => this.remove(id),
      past: (id) => this.past(id),
      retry: (id) => this.saver.retry(id),
      discard: (id) => this.saver.discard(id),
      claim: this.data.story && this.data.may.claims ? (id) => void this.deeds.claim(id) : null,
      unclaim: (id, claim) => void this.deeds.unclaim(id, claim),
      claimNamed: (id) => this.deeds.claims.get(id),
      quote: (id) => this.quote(this.store.get(id)?.shown ?? { ranges: [] }),
      stamp: (id) => this.talks.stamp(id),
      talk: (id, active) => this.talks.parts(id, active),
      hover: (id, inside) => this.overlay.show("hover", inside ? (this.store.get(id)?.shown.ranges ?? []) : []),
    };
  }
}
