// @ts-check
/** The desk of a curator: one item at a time, what is decided on it, and what becomes of that. */

/** @import { Codebook, Person, Span } from "../types.js" */
/** @import { Draft, Filter, Item, Row } from "./items.js" */

import { uuid } from "../api.js";
import { moved } from "../borders.js";
import { Book } from "../codebook.js";
import { h, shorten } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { Page } from "../offsets.js";
import { say } from "../strings.js";
import * as around from "./around.js";
import { Deciding } from "./deciding.js";
import { beside, candidates, counts, item, nextOpen, passing } from "./items.js";
import { panel } from "./panel.js";
import { Shown } from "./shown.js";
import { told } from "./words.js";

/** @typedef {{seq: number, voters: number, names_hidden: boolean, results: Row[]}} Table */
/**
 * @typedef {object} DeskData - what the server puts into `#page-data`
 * @property {{id: number, article: number}} revision
 * @property {number} project
 * @property {Person} me
 * @property {Codebook} codebook
 * @property {Table} table
 * @property {[number, number][]} sentences
 */

const NOBODY = { kept: true, ranges: null, most_ranges: null, codes: [], open: [], votes: 0, voters: 0, unanimous: false };

export class Desk {
  /** @type {Item[]} */
  items;
  /** @type {Item | null} */
  current = null;
  /** @type {Filter} */
  filter = "all";
  /** @type {Span | null} words that were selected in the text */
  selection = null;

  /**
   * @param {DeskData} data
   * @param {(id: string) => HTMLElement} part
   */
  constructor(data, part) {
    this.data = data;
    this.part = part;
    this.book = new Book(data.codebook);
    this.page = new Page(part("text"));
    this.shown = new Shown(this.page, part("overlay"), this.book);
    this.items = data.table.results.map((row) => item(row, uuid()));
    this.deciding = new Deciding(this);
    this.voters = data.table.voters;
    this.current = nextOpen(this.items, null) ?? this.items[0] ?? null;
    this.shown.paint(this.items);
    this.draw();
  }

  get layer() {
    return this.current ? this.book.layer(this.current.layer) : null;
  }

  // -- going about

  /** @param {Item | null} to */
  go(to, said = "") {
    this.current = to;
    this.selection = null;
    this.draw();
    if (to) {
      this.shown.reveal(to);
      announce(`${said} ${this.#heard(to)}`.trim());
    } else announce(`${said} ${told.done}`.trim());
    this.part("panel").scrollTop = 0;
    this.focus();
  }

  focus() {
    this.part("panel").focus({ preventScroll: true });
  }

  /** @param {1 | -1} by */
  step(by) {
    const next = beside(passing(this.items, this.filter), this.current, by);
    if (next) this.go(next);
  }

  /** @param {Filter} filter */
  show(filter) {
    this.filter = filter;
    this.draw();
  }

  // -- the draft

  /** @param {(draft: Draft) => Partial<Draft>} change */
  #change(change) {
    if (!this.current) return;
    Object.assign(this.current.draft, change(this.current.draft));
    this.current.touched = true;
    this.draw();
  }

  /** @param {boolean} kept */
  keep(kept) {
    if (!this.current || (this.current.added && !kept)) return;
    this.#change(() => ({ kept }));
    announce(kept ? told.keep : told.drop);
  }

  /** @param {Span[]} ranges */
  borders(ranges) {
    this.#change(({ kept }) => ({ ranges, kept: kept ?? true }));
    announce(this.quote(ranges));
  }

  /** @param {number} number - from 1 */
  candidate(number) {
    const found = this.current && candidates(this.current)[number - 1];
    if (found && this.current?.draft.kept !== false) this.borders(found.ranges);
  }

  /**
   * @param {"start" | "end"} edge
   * @param {1 | -1} by
   */
  move(edge, by) {
    const ranges = this.current?.draft.ranges;
    if (ranges && this.current?.draft.kept !== false) this.borders(moved(this.page, ranges, edge, by));
  }

  /**
   * @param {import("../types.js").Dimension} dimension
   * @param {string} code
   */
  code(dimension, code) {
    if (this.current?.draft.kept === false) return;
    this.#change((draft) => ({ codes: this.book.toggled(dimension, code, draft.codes), seen: draft.seen.add(dimension.key) }));
    const chosen = this.current?.draft.codes.some((each) => each.code === code && each.dimension === dimension.key);
    const label = dimension.codes.find(({ key }) => key === code)?.label ?? code;
    announce(chosen ? `${dimension.label}: ${label}` : `${dimension.label}: –`);
  }

  /**
   * @param {string} dimension
   * @param {string} words
   */
  words(dimension, words) {
    this.#change((draft) => ({ codes: this.book.worded(dimension, words, draft.codes), seen: draft.seen.add(dimension) }));
  }

  /** @param {string} reason */
  reason(reason) {
    if (!this.current) return;
    this.current.draft.reason = reason; // nothing else depends on it: the field is not drawn anew while one writes
    this.current.touched = true;
  }

  // -- what nobody marked

  /** @param {Span | null} span */
  select(span) {
    this.selection = span;
    this.shown.choose(span);
    this.draw();
  }

  useSelection() {
    if (this.selection && this.current) this.borders([this.selection]);
    this.select(null);
    getSelection()?.removeAllRanges();
  }

  add() {
    if (!this.selection) return;
    const { start, end } = this.selection;
    const layer = this.current?.layer ?? this.book.layers[0]?.key ?? "";
    const row = { layer, state: /** @type {const} */ ("open"), start, end, markings: [], majority: { ...NOBODY, ranges: [{ start, end }] }, decision: null, delta: { new: [], changed: [], gone: [] } };
    const made = { ...item(row, uuid()), added: true, touched: true };
    this.items = [...this.items, made].sort((a, b) => a.start - b.start || a.end - b.end);
    getSelection()?.removeAllRanges();
    this.go(made);
  }

  giveUp() {
    if (this.selection) return this.select(null);
    if (!this.current?.added || this.current.decision) return undefined;
    const gone = this.current;
    const next = beside(this.items, gone, 1);
    this.items = this.items.filter((each) => each !== gone);
    this.shown.paint(this.items);
    return this.go(next === gone ? null : next);
  }

  /** @param {string} layer */
  setLayer(layer) {
    if (!this.current?.added) return;
    this.current.layer = layer;
    this.#change(() => ({ codes: [] }));
  }

  // -- deciding

  /**
   * @param {Item} now
   * @param {{what: string, open?: boolean}} lacks
   */
  ask(now, { what, open }) {
    const dimension = this.book.layer(now.layer).dimensions.find(({ key }) => key === what);
    if (open) now.draft.seen.add(what);
    const sentence = { kept: told.sayKeep, ranges: told.sayRanges, reason: told.sayReason }[what] ?? say(open ? told.sayOpen : told.sayCode, { dimension: dimension?.label ?? what });
    const note = this.part("asked");
    this.draw();
    note.textContent = sentence;
    note.hidden = false;
    announce(sentence);
    if (what === "reason") /** @type {HTMLElement | null} */ (document.getElementById("desk-reason"))?.focus();
  }

  // -- drawing

  /** @param {Span[]} ranges */
  quote(ranges) {
    return ranges.map((span) => this.page.slice(span)).join(" … ");
  }

  /** @param {Item} each */
  ranges({ decision, draft, markings, majority }) {
    return draft.ranges ?? decision?.ranges ?? majority.ranges ?? markings[0]?.ranges ?? [];
  }

  /** @param {Item} each */
  #heard(each) {
    const { majority, markings, draft, state } = each;
    const layer = this.book.layer(each.layer);
    const codes = this.book.answers({ layer: each.layer, codes: draft.codes }).map(({ dimension, codes: all, words }) => `${dimension.label}: ${words || all.map(({ label }) => label).join(", ")}`);
    return say(told.at, {
      n: this.items.indexOf(each) + 1,
      all: this.items.length,
      state: told.states[state],
      layer: layer.label,
      quote: shorten(this.quote(this.ranges(each)), 200),
      marked: markings.length ? say(told.marked, { votes: majority.votes, voters: majority.voters }) : told.nobody,
      codes: codes.join("; "),
    });
  }

  draw() {
    const focused = document.activeElement?.getAttribute("data-focus");
    const inside = this.part("desk").contains(document.activeElement);
    const { current } = this;
    this.part("asked").hidden = true;
    this.#panel(current);
    around.selected(this);
    this.drawList();
    this.shown.point(current, current ? this.ranges(current) : []);
    // What is drawn anew must not lose the focus to the page.
    if (!inside || this.part("desk").contains(document.activeElement)) return;
    const again = focused ? this.part("desk").querySelector(`[data-focus="${CSS.escape(focused)}"]`) : null;
    /** @type {HTMLElement} */ (again ?? this.part("panel")).focus({ preventScroll: true });
  }

  /** @param {Item | null} current */
  #panel(current) {
    const box = this.part("panel");
    if (current) {
      const place = this.items.indexOf(current) + 1;
      box.replaceChildren(...panel(current, { book: this.book, acts: this.#acts, place, all: this.items.length, sending: this.deciding.sending.has(current.key) }));
      return;
    }
    const [title, words] = this.items.length ? [told.done, told.doneWords] : [told.none, told.noneWords];
    box.replaceChildren(h("div", { class: "empty" }, h("h3", {}, title), h("p", {}, words), h("a", { class: "button", href: this.part("desk").dataset.article ?? "" }, told.toArticle)));
  }

  /** The list and the progress. */
  drawList() {
    around.list(this);
  }

  status() {
    around.status(this);
  }

  #acts = {
    keep: (/** @type {boolean} */ kept) => this.keep(kept),
    borders: (/** @type {Span[]} */ ranges) => this.borders(ranges),
    move: (/** @type {"start" | "end"} */ edge, /** @type {1 | -1} */ by) => this.move(edge, by),
    code: (/** @type {import("../types.js").Dimension} */ dimension, /** @type {string} */ code) => this.code(dimension, code),
    words: (/** @type {string} */ dimension, /** @type {string} */ words) => this.words(dimension, words),
    layer: (/** @type {string} */ layer) => this.setLayer(layer),
    reason: (/** @type {string} */ reason) => this.reason(reason),
    decide: () => void this.deciding.decide(),
    back: () => void this.deciding.back(),
    giveUp: () => void this.giveUp(),
    quote: (/** @type {Span} */ span) => this.page.slice(span),
  };
}
