// @ts-check
/** Which passage is chosen: shows it in both accounts at one height, and tells what differs. */

/** @import { Beside } from "./beside.js" */
/** @import { Passages, Side } from "./passages.js" */
/** @import { Ribbons } from "./ribbons.js" */

import { shorten } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { meet } from "./heights.js";
import { SIDES, across } from "./passages.js";
import { told } from "./words.js";

/**
 * @typedef {object} Parts
 * @property {HTMLElement} root - `#sides`
 * @property {Record<Side, HTMLElement>} columns
 * @property {Record<Side, string>} accounts - what each account is called
 * @property {Passages} passages
 * @property {Ribbons} ribbons
 * @property {Beside} beside
 * @property {() => boolean} oneAtATime - whether the screen has room for one account only
 */

export class Choosing {
  /** @type {HTMLElement | null} */
  chosen = null;
  filter = "";

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    this.#rove();
  }

  /**
   * @param {HTMLElement} element - a sentence
   * @param {{focus?: boolean}} [how]
   */
  choose(element, { focus = false } = {}) {
    const { root, passages, ribbons } = this.parts;
    const found = passages.of(element);
    this.#unmark();
    this.chosen = element;
    root.classList.add("sides-picked");
    const counterparts = passages.counterparts(element);
    for (const each of [element, ...counterparts]) each.classList.add("passage-active");
    element.setAttribute("aria-current", "true");
    if (this.parts.oneAtATime()) this.showSide(found.side);
    this.#tell(element, counterparts);
    this.#align(element, counterparts[0]);
    ribbons.show(found.passages, this.filter);
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
    for (const side of SIDES) this.parts.columns[side].style.removeProperty("--extra");
    this.#rove();
    announce(told.cleared);
  }

  /**
   * To the next or previous passage of the account that one is in.
   * @param {1 | -1} by
   */
  step(by) {
    const side = this.#side();
    const stops = this.parts.passages.stops(side, this.filter);
    if (!stops.length) return;
    const here = this.chosen ? stops.indexOf(this.chosen) : -1;
    const first = by > 0 ? 0 : stops.length - 1;
    const next = here < 0 ? first : here + by;
    if (next in stops) this.choose(stops[next], { focus: true });
  }

  /** To the counterpart in the other account, and back. */
  across() {
    const there = this.chosen && this.parts.passages.counterparts(this.chosen)[0];
    if (there) this.choose(there, { focus: true });
  }

  /** @param {string} kind - "" for all */
  only(kind) {
    this.clear();
    this.filter = kind;
    this.parts.root.dataset.filter = kind;
    this.parts.ribbons.show([], kind);
    this.#rove();
    const count = SIDES.reduce((sum, side) => sum + this.parts.passages.stops(side, kind).length, 0);
    const name = told.kinds[/** @type {keyof typeof told.kinds} */ (kind)];
    announce(kind ? say(told.filtered, { count, kind: name }) : told.unfiltered);
  }

  /** @param {Side} side - the one that a small screen shows */
  showSide(side) {
    this.parts.root.dataset.shown = side;
    this.parts.root.dispatchEvent(new CustomEvent("shown", { detail: side }));
  }

  /** Bring the chosen passage and its counterpart to one height again: the layout has changed. */
  realign() {
    if (this.chosen) this.#align(this.chosen, this.parts.passages.counterparts(this.chosen)[0]);
  }

  #side() {
    const { columns, passages, root } = this.parts;
    if (this.parts.oneAtATime()) return /** @type {Side} */ (root.dataset.shown ?? "left");
    if (this.chosen) return passages.of(this.chosen).side;
    return columns.right.contains(document.activeElement) ? "right" : "left";
  }

  #unmark() {
    for (const each of this.parts.root.querySelectorAll(".passage-active")) {
      each.classList.remove("passage-active");
      each.removeAttribute("aria-current");
    }
  }

  /** One stop of the tab key an account: the chosen passage, else its first. */
  #rove() {
    const { passages } = this.parts;
    for (const [element, { passages: found }] of passages.sentences) {
      if (found.length) element.setAttribute("role", "button");
      element.tabIndex = -1;
    }
    const lit = this.chosen ? [this.chosen, ...passages.counterparts(this.chosen)] : [];
    for (const side of SIDES) {
      const stops = passages.stops(side, this.filter);
      const stop = lit.find((each) => stops.includes(each)) ?? stops[0];
      if (stop) stop.tabIndex = 0;
    }
  }

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement[]} counterparts
   */
  #tell(element, counterparts) {
    const { passages, beside, accounts } = this.parts;
    const { side, passages: found } = passages.of(element);
    const stops = passages.stops(side, this.filter);
    const kind = found[0]?.kind ?? "only";
    const plain = { only: told.alone, shared: told.same, paraphrased: told.alike }[kind];
    const given = found.flatMap(({ explanations }) => explanations);
    const explanations = given.length ? given : [plain ?? ""];
    const counterpart = counterparts.map(({ textContent }) => textContent).join(" … ");
    const place = stops.indexOf(element) + 1 || 1;
    beside.show({ kind, explanations, place, count: stops.length || 1, counterpart, account: accounts[across(side)] });
    const name = told.kinds[/** @type {keyof typeof told.kinds} */ (kind)];
    const quote = shorten(counterpart || (element.textContent ?? ""), 300);
    announce(
      counterpart
        ? say(told.chosen, { kind: name, explanations: explanations.join(" "), quote })
        : say(told.onlyHere, { quote }),
    );
  }

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement | undefined} counterpart
   */
  #align(element, counterpart) {
    const { columns, passages, beside, ribbons } = this.parts;
    if (this.parts.oneAtATime()) {
      element.scrollIntoView({ block: "center" });
      return;
    }
    const { side } = passages.of(element);
    for (const each of SIDES) columns[each].style.setProperty("--extra", "0px");
    const measured = [element, ...(counterpart ? [counterpart] : [])].map((each, number) => {
      const column = columns[number ? across(side) : side];
      const top = each.getBoundingClientRect().top - column.getBoundingClientRect().top;
      const room = column.scrollHeight - column.clientHeight;
      return { column, at: top, top: top + column.scrollTop, room, high: each.offsetHeight };
    });
    const { at, column } = measured[0];
    const most = column.clientHeight - Math.max(...measured.map(({ high }) => high));
    const inSight = at >= 0 && at <= most;
    const { height, columns: moved } = meet(measured, inSight ? at : column.clientHeight / 3, most);
    measured.forEach(({ column: each }, number) => {
      each.style.setProperty("--extra", `${moved[number].extra}px`);
      each.scrollTop = moved[number].scroll;
    });
    const below = column.getBoundingClientRect().top - ribbons.svg.getBoundingClientRect().top;
    beside.at(below + height, ribbons.svg.clientHeight);
    element.scrollIntoView({ block: "nearest" });
  }
}
