// @ts-check
/** Which passage is chosen: shows it in all accounts at one height, and tells what differs. */

/** @import { Beside } from "./beside.js" */
/** @import { Passages } from "./passages.js" */
/** @import { Ribbons } from "./ribbons.js" */

import { shorten } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { meet } from "./heights.js";
import { inArticle } from "./opening.js";
import { told } from "./words.js";

/**
 * @typedef {object} Parts
 * @property {HTMLElement} root - `#sides`
 * @property {HTMLElement[]} columns - the texts, from left to right
 * @property {{id: number, name: string}[]} accounts
 * @property {Passages} passages
 * @property {Ribbons} ribbons
 * @property {Beside} beside
 * @property {() => boolean} oneAtATime - whether the screen has room for one account only
 */

const PLAIN = { only: told.alone, shared: told.same, paraphrased: told.alike };

export class Choosing {
  /** @type {HTMLElement | null} */
  chosen = null;
  filter = "";

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    for (const [element, { links }] of parts.passages.sentences) {
      if (links.length) element.setAttribute("role", "button");
    }
    this.#rove();
  }

  /**
   * @param {HTMLElement} element - a sentence
   * @param {{focus?: boolean}} [how]
   */
  choose(element, { focus = false } = {}) {
    const { root, passages, ribbons } = this.parts;
    const { column, links } = passages.of(element);
    const counterparts = passages.counterparts(element);
    this.#unmark();
    this.chosen = element;
    root.classList.add("sides-picked");
    for (const each of [element, ...counterparts.values()]) each.classList.add("passage-active");
    element.setAttribute("aria-current", "true");
    if (this.parts.oneAtATime()) this.showColumn(column);
    this.#tell(element, counterparts);
    this.#align(element, counterparts);
    ribbons.show(links, this.filter);
    this.#rove();
    if (focus) element.focus({ preventScroll: true });
  }

  clear() {
    if (!this.chosen) return;
    this.#unmark();
    this.chosen = null;
    this.parts.root.classList.remove("sides-picked");
    this.parts.beside.hide();
    this.parts.ribbons.show([], this.filter);
    for (const column of this.parts.columns) column.style.removeProperty("--extra");
    this.#rove();
    announce(told.cleared);
  }

  /**
   * To the next or previous passage of the account that one is in.
   * @param {1 | -1} by
   */
  step(by) {
    const stops = this.parts.passages.stops(this.column, this.filter);
    if (!stops.length) return;
    const here = this.chosen ? stops.indexOf(this.chosen) : -1;
    const first = by > 0 ? 0 : stops.length - 1;
    const next = here < 0 ? first : here + by;
    if (next in stops) this.choose(stops[next], { focus: true });
  }

  /**
   * To the counterpart in the next account on that side which has one, around the ends.
   * @param {1 | -1} by
   */
  across(by) {
    const { columns, passages } = this.parts;
    if (!this.chosen) return;
    const counterparts = passages.counterparts(this.chosen);
    for (let away = 1; away < columns.length; away += 1) {
      const there = counterparts.get((this.column + by * away + columns.length) % columns.length);
      if (there) return this.choose(there, { focus: true });
    }
  }

  /** @param {number} column - to the counterpart there, if there is one; else to the column's first passage */
  go(column) {
    if (column >= this.parts.columns.length || column === this.column) return;
    const there = this.chosen && this.parts.passages.counterparts(this.chosen).get(column);
    const first = there ?? this.parts.passages.stops(column, this.filter)[0];
    if (first) this.choose(first, { focus: true });
  }

  /** @param {string} kind - "" for all */
  only(kind) {
    this.clear();
    this.filter = kind;
    this.parts.root.dataset.filter = kind;
    this.parts.ribbons.show([], kind);
    this.#rove();
    const count = this.parts.columns.reduce((sum, _, column) => sum + this.parts.passages.stops(column, kind).length, 0);
    announce(kind ? say(told.filtered, { count, kind: kindOf(kind) }) : told.unfiltered);
  }

  /** @param {number} column - the one that a small screen shows */
  showColumn(column) {
    this.parts.root.dataset.shown = String(column);
    this.parts.root.dispatchEvent(new CustomEvent("shown", { detail: column }));
  }

  /** Bring the chosen passage and its counterparts to one height again: the layout has changed. */
  realign() {
    if (this.chosen) this.#align(this.chosen, this.parts.passages.counterparts(this.chosen));
  }

  /** The column that one is in. */
  get column() {
    const { columns, passages, root } = this.parts;
    if (this.parts.oneAtATime()) return Number(root.dataset.shown ?? 0);
    if (this.chosen) return passages.of(this.chosen).column;
    return Math.max(0, columns.findIndex((column) => column.contains(document.activeElement)));
  }

  #unmark() {
    for (const each of this.parts.root.querySelectorAll(".passage-active")) {
      each.classList.remove("passage-active");
      each.removeAttribute("aria-current");
    }
  }

  /** One stop of the tab key an account: the chosen passage, else its first. */
  #rove() {
    const { passages, columns } = this.parts;
    for (const element of passages.sentences.keys()) element.tabIndex = -1;
    const lit = this.chosen ? [this.chosen, ...passages.counterparts(this.chosen).values()] : [];
    for (const column of columns.keys()) {
      const stops = passages.stops(column, this.filter);
      const stop = lit.find((each) => stops.includes(each)) ?? stops[0];
      if (stop) stop.tabIndex = 0;
    }
  }

  /**
   * @param {HTMLElement} element
   * @param {Map<number, HTMLElement>} counterparts
   */
  #tell(element, counterparts) {
    const { passages, beside, accounts } = this.parts;
    const { column, links } = passages.of(element);
    const stops = passages.stops(column, this.filter);
    const kind = links[0]?.kind ?? "only";
    const others = [...accounts.keys()].filter((each) => each !== column).map((to) => this.#other(element, to, counterparts.get(to)));
    const words = element.textContent ?? "";
    beside.show({
      kind,
      place: stops.indexOf(element) + 1 || 1,
      count: stops.length || 1,
      others,
      open: { href: inArticle(accounts[column].id, words), name: accounts[column].name },
    });
    const sentences = others
      .filter(({ go }) => go)
      .map(({ name, kind: each, explanations, quote }) =>
        say(told.other, { account: name, kind: kindOf(each), explanations: explanations.join(" "), quote: shorten(quote, 200) }),
      );
    announce(
      sentences.length
        ? say(told.chosen, { kind: kindOf(kind), others: sentences.join(" ") })
        : say(told.onlyHere, { quote: shorten(words, 300) }),
    );
  }

  /**
   * @param {HTMLElement} element
   * @param {number} to - a column
   * @param {HTMLElement | undefined} there - its counterpart in that column
   */
  #other(element, to, there) {
    const links = this.parts.passages.linksTo(element, to);
    const kind = links[0]?.kind ?? "only";
    const given = [...new Set(links.flatMap(({ explanations }) => explanations))];
    const explanations = given.length ? given : [PLAIN[/** @type {keyof typeof PLAIN} */ (kind)] ?? ""].filter(Boolean);
    const go = there && (() => this.choose(there, { focus: true }));
    const quote = there?.textContent ?? "";
    return { number: to + 1, name: this.parts.accounts[to].name, kind, explanations, quote, go };
  }

  /**
   * @param {HTMLElement} element
   * @param {Map<number, HTMLElement>} counterparts
   */
  #align(element, counterparts) {
    const { columns, passages } = this.parts;
    if (this.parts.oneAtATime()) {
      element.scrollIntoView({ block: "center" });
      return;
    }
    for (const column of columns) column.style.setProperty("--extra", "0px");
    const measured = [element, ...counterparts.values()].map((each) => {
      const column = columns[passages.of(each).column];
      const top = each.getBoundingClientRect().top - column.getBoundingClientRect().top;
      const room = column.scrollHeight - column.clientHeight;
      return { column, at: top, top: top + column.scrollTop, room, high: each.offsetHeight };
    });
    const { at, column } = measured[0];
    const most = column.clientHeight - Math.max(...measured.map(({ high }) => high));
    const inSight = at >= 0 && at <= most;
    const { columns: moved } = meet(measured, inSight ? at : column.clientHeight / 3, most);
    measured.forEach(({ column: each }, number) => {
      each.style.setProperty("--extra", `${moved[number].extra}px`);
      each.scrollTop = moved[number].scroll;
    });
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** @param {string} kind */
const kindOf = (kind) => told.kinds[/** @type {keyof typeof told.kinds} */ (kind)];
