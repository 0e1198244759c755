// @ts-check
/** The article page as one thing: what is shown, what is active, and that text, margin and strip agree about it. */

/** @import { PageData, Span } from "./types.js" */
/** @import { Acts } from "./elements/card.js" */
/** @import { Bulk } from "./bulk/bulk.js" */
/** @import { Filter } from "./filtering/filters.js" */
/** @import { Picker } from "./elements/picker.js" */
/** @import { Minimap } from "./minimap/minimap.js" */
/** @import { Entry } from "./store.js" */
/** @import { Review } from "./suggesting/review.js" */

import { verdict } from "./adjudicating/verdict.js";
import { Book } from "./codebook.js";
import { Talks } from "./comments/talks.js";
import { Deeds } from "./deeds.js";
import { Bar } from "./elements/bar.js";
import { Margin } from "./elements/margin.js";
import { announce } from "./elements/notices.js";
import { idle } from "./elements/dom.js";
import { Overlay } from "./elements/overlay.js";
import { none, write } from "./filtering/filters.js";
import { Finding } from "./filtering/finding.js";
import { Page } from "./offsets.js";
import { strip } from "./outbox/strip.js";
import { LANES } from "./lanes.js";
import { Marker } from "./marker.js";
import { Painter, supported } from "./paint.js";
import { firstBelow } from "./pointing.js";
import { Saver } from "./saving.js";
import { Store } from "./store.js";
import { say, words } from "./strings.js";
import { LastUsed } from "./used.js";
import { bring, docked } from "./walking.js";
import { viewIn, withView } from "./views.js";

export class Workspace {
  /** @type {string | null} id of the active annotation */
  active = null;
  /** @type {Picker | null} all marks at one place, once there were several */
  picker = null;
  /** @type {Minimap | null} */
  minimap = null;
  /** @type {Bulk | null} changing several marks at once, once it was begun */
  bulk = null;
  waiting = false;
  telling = false;
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
    this.view = viewIn(location.search);
    this.overlay = new Overlay(this.page, part("overlay"));
    // The benchmark reads this mark: all that was to be painted is.
    this.painter = supported() ? new Painter(this.page, () => performance.mark("annotator:all")) : null;
    const quote = (/** @type {{ranges: Span[]}} */ { ranges }) =>
      ranges.map((range) => this.page.slice(range)).join(" … ");
    this.quote = quote;
    this.deeds = new Deeds({ ...this, quote, story: data.may.claims ? data.story : null, claims: data.claims });
    this.used = this.deeds.lastUsed = new LastUsed(data.project.id, this.book);
    this.bar = new Bar({
      box: part("filters"),
      book: this.book,
      onFilter: (filter) => this.setFilter(filter),
      onSelect: () => void this.pick((bulk) => bulk.all()),
      onClose: () => this.page.root.focus({ preventScroll: true }),
    });
    this.marker = new Marker(this);
    this.talks = new Talks(this);
    this.finding = new Finding({ store: this.store, book: this.book, quote, talk: (id) => this.talks.of(id) });
    this.margin = new Margin({
      list: part("margin-cards"),
      store: this.store,
      book: this.book,
      page: this.page,
      acts: this.#acts(),
      invite: data.may.annotate,
      filtered: () => this.store.all().length > 0,
      placed: () => this.talks.place(),
      showAll: () => this.setFilter(none()),
    });
    this.deeds.backTo = (id) => (this.margin.head(id) ?? this.page.root).focus({ preventScroll: true });
    strip(this.deeds, part("saved"));
    this.store.addEventListener("change", (event) => this.#changed(/** @type {CustomEvent} */ (event).detail));
    const gutter = part("minimap");
    if (gutter.offsetWidth) void this.#map(gutter);
    this.look(this.view);
    this.#changed([...this.store.entries.keys()]);
  }

  /** @returns {Entry[]} what the filters let pass, by place */
  get shown() {
    return this.finding.shown;
  }

  get filter() {
    return this.finding.filter;
  }

  /** Whether words can be marked here and now. */
  get marking() {
    return this.data.may.annotate && this.view !== "read";
  }

  /** @param {Filter} filter */
  setFilter(filter) {
    this.finding.filter = filter;
    history.replaceState(null, "", location.pathname + write(filter, location.search) + location.hash);
    this.#changed([...this.store.entries.keys()]);
    this.review?.list.only(filter.layers);
    announce(say(words.shown, { shown: this.shown.length, count: this.finding.all.length }));
  }

  /** @param {"annotate" | "read"} view */
  look(view) {
    const other = view !== this.view;
    this.view = view;
    document.body.classList.toggle("view-read", view === "read");
    for (const each of document.querySelectorAll("[data-view]")) {
      each.setAttribute("aria-pressed", String(each.getAttribute("data-view") === view));
    }
    this.painter?.show(view === "read" ? 1 : LANES);
    if (!other) return;
    history.replaceState(null, "", location.pathname + withView(view, location.search) + location.hash);
    this.marker.composer.close();
    this.review?.leave();
    this.margin.made.clear();
    this.margin.list.replaceChildren();
    this.margin.resized();
    this.margin.render(this.shown);
    announce(view === "read" ? words.viewRead : words.viewAnnotate);
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
    this.picker?.close();
    if (!entry || !id) return;
    if (scroll || docked()) this.reveal(ranges);
    if (focus) this.margin.head(id)?.focus({ preventScroll: true });
  }

  /**
   * Several marks at once: loaded when it is begun.
   * @param {(bulk: Bulk) => void} act
   */
  async pick(act) {
    if (!this.marking) return;
    if (!this.bulk) {
      const { Bulk } = await import("./bulk/bulk.js");
      this.bulk ??= new Bulk(this);
    }
    act(this.bulk);
  }

  /** @param {string} id - of a mark, whose history is shown */
  past(id) {
    void import("./history/dialog.js").then(({ show }) => show(id, this.data.me.id));
  }

  /**
   * Bring words into sight, if they are not.
   * @param {Span[]} ranges
   */
  reveal(ranges) {
    bring(this, ranges);
  }

  /** @returns {number} the point where the text in sight begins */
  firstInSight() {
    return this.page.paragraphs[firstBelow(this.page, 60)]?.start ?? 0;
  }

  /** @param {string} id - of the mark whose codes are explained, or not any more */
  codeHelp(id) {
    if (this.active !== id) this.activate(id);
    const found = this.margin.head(id)?.closest("li")?.querySelector("details.mark-codes");
    if (!(found instanceof HTMLDetailsElement)) return;
    found.open = !found.open;
    if (found.open) found.querySelector("summary")?.focus();
    else this.margin.head(id)?.focus();
  }

  // -- inside

  /** @param {string[]} ids */
  #changed(ids) {
    this.finding.look();
    this.painter?.paint(
      ids.map((id) => {
        const entry = this.store.get(id);
        const line = entry ? this.book.line(entry.shown) : { colour: "ink", pattern: "solid" };
        const spans = entry && this.finding.shows(entry) ? entry.shown.ranges : [];
        return { id, spans, style: `${line.colour} ${line.pattern}` };
      }),
    );
    if (this.active && ids.includes(this.active)) {
      const shown = this.store.get(this.active)?.shown;
      if (!this.finding.shows(this.store.get(this.active))) this.active = this.margin.active = null;
      this.overlay.show("active", this.active ? (shown?.ranges ?? []) : []);
    }
    if (this.waiting) return;
    this.waiting = true;
    // Margin and strip once a frame, however many changes came: each is a layout of the whole column.
    requestAnimationFrame(() => {
      this.waiting = false;
      this.margin.render(this.shown);
      this.bulk?.render();
      if (!this.telling) idle(() => this.#tell());
      this.telling = true;
    });
  }

  /** Strip and map: soon is soon enough for them. */
  #tell() {
    this.telling = false;
    const { all, facts, shown, filter } = this.finding;
    this.bar.render({ all: all.map((each) => each.shown), facts: facts(), shown: shown.map((each) => each.shown), filter });
    this.minimap?.render(shown.map((each) => ({ ranges: each.shown.ranges, colour: this.book.layer(each.shown.layer).colour })));
  }

  /** @param {HTMLElement} gutter */
  async #map(gutter) {
    const { Minimap } = await import("./minimap/minimap.js");
    this.minimap = new Minimap(gutter, this.page, (point) => bring(this, [{ start: point, end: point + 1 }], true));
    this.#tell();
  }

  /**
   * All marks at one place, to choose from.
   * @param {Entry[]} entries
   * @param {string} active
   * @param {{x: number, y: number}} at - of the viewport
   */
  async offer(entries, active, at) {
    if (!this.picker) {
      const module = await import("./elements/picker.js");
      this.picker ??= new module.Picker(this.host, this.book, (id) => this.activate(id));
    }
    if (this.active === active) this.picker.open(entries, active, at);
  }

  /** @returns {Acts} */
  #acts() {
    return {
      open: (id) => this.activate(id === this.active ? null : id, { scroll: true }),
      edit: (id) => this.marker.edit(id),
      remove: (id) => this.marker.remove(id),
      past: (id) => this.past(id),
      retry: (id) => this.saver.retry(id),
      discard: (id) => this.saver.discard(id),
      claim: this.data.story && this.data.may.claims ? (id) => void this.deeds.claim(id) : null,
      unclaim: (id, claim) => void this.deeds.unclaim(id, claim),
      claimNamed: (id) => this.deeds.claims.get(id),
      quote: (id) => this.quote(this.store.get(id)?.shown ?? { ranges: [] }),
      picked: (id) => this.bulk?.picked.has(id) ?? false,
      pick: (id, through) => void this.pick((bulk) => bulk.toggle(id, through)),
      marking: () => this.marking,
      stamp: (id) => [...this.talks.stamp(id), this.bulk?.picked.has(id)],
      unread: (id) => this.talks.of(id).unread > 0,
      talk: (id, active) => this.talks.parts(id, active),
      verdict: (id) => verdict(this.data.verdicts?.[id], this.book, this.store.get(id)?.shown.layer ?? ""),
      hover: (id, inside) => this.overlay.show("hover", inside ? (this.store.get(id)?.shown.ranges ?? []) : []),
    };
  }
}
