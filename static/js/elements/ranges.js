// @ts-check
/** Which words a mark is about, in the composer: its ranges, their borders, the handles in the text, adding more. */

/** @import { Page } from "../offsets.js" */
/** @import { Edge, Unit } from "../borders.js" */
/** @import { Span } from "../types.js" */

import { added, dragged, moved } from "../borders.js";
import { say, words } from "../strings.js";
import { h, shorten, writing } from "./dom.js";
import { Handles } from "./handles.js";
import { announce } from "./notices.js";

export class Ranges {
  /** @type {Span[]} */
  spans = [];
  /** Index of the range whose borders are moved. */
  at = 0;
  /** @type {Span | null} words that were selected meanwhile */
  offered = null;
  /** Whether the next words that are selected are added. */
  adding = false;
  quotes = h("div", { class: "composer-quotes" });
  row = h("div", { class: "row composer-borders" });

  /**
   * @param {object} given
   * @param {Page} given.page
   * @param {HTMLElement} given.host - positioned
   * @param {(spans: Span[], dropped: boolean) => void} given.onChange - `dropped`: nothing is being dragged
   * @param {() => void} given.onAdd - the person wants to select more words
   */
  constructor({ page, host, onChange, onAdd }) {
    this.page = page;
    this.onChange = onChange;
    this.onAdd = onAdd;
    this.handles = new Handles({
      host,
      page,
      onDrag: (edge, point, unit) => this.set(dragged(page, this.spans, this.at, edge, point, unit)),
      onStep: (edge, by, unit) => this.move(edge, by, unit),
      onDrop: () => this.onChange(this.spans, true),
    });
  }

  /** @param {Span[]} spans */
  open(spans) {
    this.adding = false;
    this.offered = null;
    this.at = 0;
    this.set(spans, true);
  }

  close() {
    this.adding = false;
    this.handles.show(null);
  }

  /** Where the words stand now: after the page was resized or scrolled to. */
  place() {
    this.handles.show(this.spans[this.at] ?? null);
  }

  /**
   * @param {Span[]} spans
   * @param {boolean} [always] - even when they are the same
   */
  set(spans, always = false) {
    if (spans === this.spans && !always) return;
    this.spans = spans;
    this.at = Math.max(0, Math.min(this.at, spans.length - 1));
    this.#render();
    this.place();
    this.onChange(spans, !this.handles.dragging);
  }

  /**
   * @param {Edge} edge
   * @param {1 | -1} by
   * @param {Unit} unit
   */
  move(edge, by, unit) {
    const spans = moved(this.page, this.spans, edge, by, { at: this.at, unit });
    if (spans === this.spans) return;
    this.set(spans);
    announce(shorten(this.page.slice(this.spans[this.at]), 200));
  }

  /**
   * Somebody selected words: they are added when that was asked for, and offered else.
   * @param {Span} span
   * @param {boolean} replaces - nothing was decided yet: they take the place of what was selected
   */
  select(span, replaces) {
    if (this.adding || replaces) {
      const spans = this.adding ? added(this.spans, span) : [span];
      if (!spans) {
        announce(words.overlaps);
        return;
      }
      this.adding = false;
      this.at = spans.indexOf(span);
      this.set(spans);
      return;
    }
    this.offered = span;
    this.#render();
  }

  /** Add what is selected; when nothing is, what will be selected next. */
  more() {
    const { offered } = this;
    this.offered = null;
    if (offered) {
      this.adding = true;
      this.select(offered, false);
      return;
    }
    this.adding = true;
    this.#render();
    announce(words.selectMore);
    this.onAdd();
  }

  /**
   * Arrow keys move the borders: with Shift the end, with Alt the start; with Control as well by characters.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was one
   */
  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.shiftKey === event.altKey || event.metaKey || writing(event.target)) return false;
    event.preventDefault();
    event.stopPropagation();
    this.move(event.shiftKey ? "end" : "start", by > 0 !== this.#fromRight ? 1 : -1, event.ctrlKey ? "character" : "word");
    return true;
  }

  // -- inside

  /** Whether the text runs from right to left. */
  get #fromRight() {
    const { root } = this.page;
    return getComputedStyle(root.querySelector("p") ?? root).direction === "rtl";
  }

  #render() {
    const { spans, offered, page } = this;
    const focused = this.row.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
    const several = spans.length > 1;
    const quoted = (/** @type {Span} */ span) => shorten(page.slice(span), several ? 60 : 160);
    this.quotes.replaceChildren(
      ...(several ? spans.map((span, index) => this.#range(span, index, quoted(span))) : [h("q", { dir: "auto" }, spans[0] ? quoted(spans[0]) : "")]),
      this.adding ? h("p", { class: "help" }, words.selectMore) : "",
    );
    const rtl = this.#fromRight;
    const step = (/** @type {Edge} */ edge, /** @type {1 | -1} */ by, /** @type {string} */ label) => {
      const act = (/** @type {MouseEvent} */ event) => this.move(edge, by, event.altKey || event.shiftKey ? "character" : "word");
      return h("button", { type: "button", class: "button button-small", "aria-label": label, title: `${label}. ${words.altCharacter}`, onclick: act }, by < 0 !== rtl ? "←" : "→");
    };
    const take = (/** @type {string} */ label, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "button button-small", "aria-label": label, onclick: act }, label);
    this.row.replaceChildren(
      h("span", { class: "help" }, words.start),
      step("start", -1, words.startEarlier),
      step("start", 1, words.startLater),
      h("span", { class: "help" }, words.end),
      step("end", -1, words.endEarlier),
      step("end", 1, words.endLater),
      offered ? take(words.useSelection, () => this.#use(offered)) : "",
      take(offered ? words.addSelection : words.addWords, () => this.more()),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.row.querySelector(`[aria-label="${CSS.escape(focused)}"]`) ?? this.row.querySelector("button"))?.focus();
  }

  /** @param {Span} span */
  #use(span) {
    this.offered = null;
    this.at = 0;
    this.set([span]);
  }

  /**
   * One of several ranges: pressed, its borders are the ones that move.
   * @param {Span} span
   * @param {number} index
   * @param {string} quote
   */
  #range(span, index, quote) {
    const choose = () => {
      this.at = index;
      this.#render();
      this.place();
      /** @type {HTMLElement | null} */ (this.quotes.querySelectorAll(".range-quote")[index])?.focus();
    };
    const remove = () => {
      this.set(this.spans.filter((each) => each !== span));
      /** @type {HTMLElement | null} */ (this.quotes.querySelector("button") ?? this.row.querySelector("button"))?.focus();
    };
    return h(
      "span",
      { class: "range-chip" },
      h("button", { type: "button", class: "range-quote", dir: "auto", "aria-pressed": String(index === this.at), onclick: choose }, quote),
      h("button", { type: "button", class: "range-remove", "aria-label": say(words.removeRange, { quote }), title: say(words.removeRange, { quote }), onclick: remove }, "×"),
    );
  }
}
