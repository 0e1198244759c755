// @ts-check
/**
 * Draws the ribbons in the gutters. Scrolling costs arithmetic only: extents are measured when the layout changes.
 *
 * A ribbon joins neighbours. What goes on behind the next column never crosses it: it ends in the gutter, in a
 * stub with the number of the column that it means.
 */

/** @import { Extent, Place, View } from "./geometry.js" */
/** @import { Link } from "./passages.js" */

import { shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { inSight, pile, place, ribbon, stub } from "./geometry.js";
import { told } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SIGN = { shared: "=", paraphrased: "≈", hedged: "±", attributed: "“", differs: "≠" };
const EDGE = 10; // px between a column's corner and the number of what is scrolled away there
const LETTER = 6; // px a letter of a stub's name takes, about

/** @typedef {{link: Link, group: Element, band: Element, line: Element, disc: Element, sign: Element}} Drawn */
/** @typedef {{link: Link, end: 0 | 1, to: number, rank: number, group: Element, line: Element, disc: Element, number: Element, name: Element}} Stub */
/** @typedef {{svg: SVGSVGElement, left: number, width: number, drawn: Drawn[], stubs: Stub[], piles: {column: number, where: "above" | "below", text: Element}[]}} Gutter */

/**
 * @param {string} tag
 * @param {Record<string, string>} given
 * @param {...(Node | string)} children
 */
function draw(tag, given, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export class Ribbons {
  #frame = 0;
  /** @type {Map<HTMLElement, Extent>} */
  #extents = new Map();
  /** @type {View[]} */
  #views = [];
  /** @type {Set<Link>} */
  #active = new Set();
  #filter = "";

  /**
   * @param {SVGSVGElement[]} gutters - between each two neighbours
   * @param {HTMLElement[]} columns
   * @param {Link[]} links
   * @param {{names: string[], go: (element: HTMLElement) => void}} about - what the accounts are called; to a passage
   */
  constructor(gutters, columns, links, { names, go }) {
    this.columns = columns;
    this.names = names;
    this.links = links;
    this.#views = columns.map(() => ({ scroll: 0, top: 0, height: 0 }));
    /** @type {Gutter[]} */
    this.gutters = gutters.map((svg, left) => {
      const drawn = links.filter((link) => link.left === left && link.right === left + 1).map(band);
      const stubs = [
        ...this.#stubs(links.filter((link) => link.left === left && link.right > left + 1), 0, go),
        ...this.#stubs(links.filter((link) => link.right === left + 1 && link.left < left), 1, go),
      ];
      const piles = [left, left + 1].flatMap((column) =>
        /** @type {const} */ (["above", "below"]).map((where) => ({
          column,
          where,
          text: draw("text", { class: `pile pile-${column === left ? "left" : "right"}` }),
        })),
      );
      svg.append(...[...drawn, ...stubs].map(({ group }) => group), ...piles.map(({ text }) => text));
      return { svg, left, width: 0, drawn, stubs, piles };
    });
    for (const column of columns) column.addEventListener("scroll", () => this.again(), { passive: true });
  }

  /**
   * @param {Link[]} links
   * @param {0 | 1} end - which of their ends stands at the gutter
   * @param {(element: HTMLElement) => void} go
   * @returns {Stub[]} one for each passage and column that it goes on to
   */
  #stubs(links, end, go) {
    /** @type {Map<HTMLElement, Set<number>>} */
    const ranks = new Map();
    const made = [];
    for (const link of [...links].sort((a, b) => a.left - b.left || a.right - b.right || b.score - a.score)) {
      const to = end ? link.left : link.right;
      const known = ranks.get(link.ends[end]) ?? new Set();
      if (known.has(to)) continue;
      const parts = {
        line: draw("path", { class: "line" }),
        disc: draw("circle", { r: "8" }),
        number: draw("text", { dy: "0.34em" }, String(to + 1)),
        name: draw("text", { class: `stub-name stub-name-${end ? "right" : "left"}` }),
      };
      const label = say(told.stub, { account: this.names[to], kind: told.kinds[/** @type {keyof typeof told.kinds} */ (link.kind)] });
      const group = draw("g", { class: `ribbon ribbon-${link.kind} stub` }, draw("title", {}, label), ...Object.values(parts));
      group.addEventListener("click", () => go(link.ends[end ? 0 : 1]));
      made.push({ link, end, to, rank: known.size, group, ...parts });
      ranks.set(link.ends[end], known.add(to));
    }
    return made;
  }

  /** Measure everything anew: the layout has changed. */
  measure() {
    const frame = this.gutters[0]?.svg.getBoundingClientRect();
    if (!frame) return;
    for (const gutter of this.gutters) gutter.width = gutter.svg.clientWidth;
    const aboves = this.columns.map((column, at) => {
      const box = column.getBoundingClientRect();
      this.#views[at] = { scroll: 0, top: box.top - frame.top, height: column.clientHeight };
      return box.top + column.clientTop - column.scrollTop;
    });
    for (const { ends, left, right } of this.links) {
      for (const [element, above] of /** @type {const} */ ([[ends[0], aboves[left]], [ends[1], aboves[right]]])) {
        const { top, bottom } = element.getBoundingClientRect();
        this.#extents.set(element, { top: top - above, bottom: bottom - above });
      }
    }
    this.again();
  }

  /**
   * @param {Link[]} active
   * @param {string} filter - a kind, or "" for all
   */
  show(active, filter) {
    this.#active = new Set(active);
    this.#filter = filter;
    this.again();
  }

  /** Draw in the next frame, once however often it is asked for. */
  again() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const [at, view] of this.#views.entries()) view.scroll = this.columns[at].scrollTop;
      for (const gutter of this.gutters) if (gutter.width) this.#draw(gutter);
    });
  }

  /** @param {Gutter} gutter - shown at this width */
  #draw({ left: at, width, drawn, stubs, piles }) {
    /** @type {Map<HTMLElement, Place>[]} - of the left column and the right one */
    const places = [new Map(), new Map()];
    for (const { link, group, band, line, disc, sign } of drawn) {
      const [left, right] = [this.#place(link.ends[0], at), this.#place(link.ends[1], at + 1)];
      const shown = this.#shows(link);
      group.toggleAttribute("hidden", !shown || !inSight(left, right));
      if (shown) places.forEach((side, end) => side.set(link.ends[end], end ? right : left));
      if (group.hasAttribute("hidden")) continue;
      group.classList.toggle("ribbon-active", this.#active.has(link));
      const shape = ribbon(left, right, width);
      band.setAttribute("d", shape.band);
      line.setAttribute("d", shape.line);
      put(disc, "c", width / 2, shape.middle);
      put(sign, "", width / 2, shape.middle);
    }
    for (const { link, end, to, rank, group, line, disc, number, name } of stubs) {
      const here = this.#place(link.ends[end], at + end);
      const shown = this.#shows(link);
      if (shown) places[end].set(link.ends[end], here);
      group.toggleAttribute("hidden", !shown || here.beyond !== 0);
      if (group.hasAttribute("hidden")) continue;
      const isActive = this.#active.has(link);
      group.classList.toggle("ribbon-active", isActive);
      const shape = stub(here, { width, fromLeft: end === 0, rank });
      line.setAttribute("d", shape.line);
      put(disc, "c", shape.x, shape.y);
      put(number, "", shape.x, shape.y);
      // The name under the number, as much of it as the gutter holds; all of it in the note below the columns.
      name.textContent = isActive ? shorten(this.names[to], Math.floor((width - 4) / LETTER)) : "";
      put(name, "", end ? width - 2 : 2, shape.y + 20 + rank * 12);
    }
    for (const { column, where, text } of piles) {
      const { top, height } = this.#views[column];
      const count = pile([...places[column - at].values()])[where];
      text.textContent = count ? `${where === "above" ? "↑" : "↓"}${count}` : "";
      put(text, "", column === at ? 3 : width - 3, where === "above" ? top + EDGE : top + height - EDGE / 2);
    }
  }

  /** @param {Link} link */
  #shows = (link) => !this.#filter || link.kind === this.#filter;

  /**
   * @param {HTMLElement} element
   * @param {number} column
   */
  #place = (element, column) => place(this.#extents.get(element) ?? { top: 0, bottom: 0 }, this.#views[column]);
}

/**
 * @param {Link} link
 * @returns {Drawn}
 */
function band(link) {
  const parts = {
    band: draw("path", { class: "band" }),
    line: draw("path", { class: "line" }),
    disc: draw("circle", { r: "8" }),
    sign: draw("text", { dy: "0.32em" }, SIGN[/** @type {keyof SIGN} */ (link.kind)] ?? ""),
  };
  return { link, group: draw("g", { class: `ribbon ribbon-${link.kind}` }, ...Object.values(parts)), ...parts };
}

/**
 * @param {Element} element
 * @param {"" | "c"} prefix
 * @param {number} x
 * @param {number} y
 */
function put(element, prefix, x, y) {
  element.setAttribute(`${prefix}x`, String(x));
  element.setAttribute(`${prefix}y`, String(y));
}
