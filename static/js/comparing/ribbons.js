// @ts-check
/** Draws the ribbons in the gutter. Scrolling costs arithmetic only: extents are measured when the layout changes. */

/** @import { Extent, Place, View } from "./geometry.js" */
/** @import { Passage, Side } from "./passages.js" */

import { inSight, pile, place, ribbon } from "./geometry.js";
import { SIDES } from "./passages.js";

const SVG = "http://www.w3.org/2000/svg";
const SIGN = { shared: "=", paraphrased: "≈", hedged: "±", differs: "≠" };
const EDGE = 10; // px between a column's corner and the number of what is scrolled away there

/**
 * @param {string} tag
 * @param {Record<string, string>} given
 * @param {...Node} children
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
  /** @type {Record<Side, View>} */
  #views = { left: { scroll: 0, top: 0, height: 0 }, right: { scroll: 0, top: 0, height: 0 } };
  #width = 0;
  /** @type {Set<Passage>} */
  #active = new Set();
  #filter = "";

  /**
   * @param {SVGSVGElement} svg
   * @param {Record<Side, HTMLElement>} columns
   * @param {Passage[]} passages - only those with both ends are drawn
   */
  constructor(svg, columns, passages) {
    this.svg = svg;
    this.columns = columns;
    this.drawn = passages
      .filter(({ left, right }) => left && right)
      .map((passage) => {
        const parts = {
          band: draw("path", { class: "band" }),
          line: draw("path", { class: "line" }),
          disc: draw("circle", { r: "8" }),
          sign: draw("text", { dy: "0.32em" }, document.createTextNode(SIGN[/** @type {keyof SIGN} */ (passage.kind)] ?? "")),
        };
        const group = draw("g", { class: `ribbon ribbon-${passage.kind}` }, ...Object.values(parts));
        return { passage, group, ...parts };
      });
    this.piles = SIDES.flatMap((side) =>
      /** @type {const} */ (["above", "below"]).map((where) => ({ side, where, text: draw("text", { class: `pile pile-${side}` }) })),
    );
    svg.append(...this.drawn.map(({ group }) => group), ...this.piles.map(({ text }) => text));
    for (const side of SIDES) columns[side].addEventListener("scroll", () => this.again(), { passive: true });
  }

  /** Measure everything anew: the layout has changed. */
  measure() {
    const frame = this.svg.getBoundingClientRect();
    this.#width = frame.width;
    for (const side of SIDES) {
      const column = this.columns[side];
      const box = column.getBoundingClientRect();
      const above = box.top + column.clientTop - column.scrollTop;
      this.#views[side] = { scroll: 0, top: box.top - frame.top, height: column.clientHeight };
      for (const { passage } of this.drawn) {
        const element = passage[side];
        if (!element) continue;
        const { top, bottom } = element.getBoundingClientRect();
        this.#extents.set(element, { top: top - above, bottom: bottom - above });
      }
    }
    this.again();
  }

  /**
   * @param {Passage[]} active
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
      this.#draw();
    });
  }

  #draw() {
    if (!this.#width) return; // the gutter is not shown at this width
    /** @type {Record<Side, Place[]>} */
    const places = { left: [], right: [] };
    for (const side of SIDES) this.#views[side].scroll = this.columns[side].scrollTop;
    for (const { passage, group, band, line, disc, sign } of this.drawn) {
      const shown = !this.#filter || passage.kind === this.#filter;
      const [left, right] = SIDES.map((side) => this.#place(passage, side));
      const visible = shown && inSight(left, right);
      group.toggleAttribute("hidden", !visible);
      if (shown) {
        places.left.push(left);
        places.right.push(right);
      }
      if (!visible) continue;
      group.classList.toggle("ribbon-active", this.#active.has(passage));
      const shape = ribbon(left, right, this.#width);
      band.setAttribute("d", shape.band);
      line.setAttribute("d", shape.line);
      for (const [part, x, y] of /** @type {const} */ ([[disc, "cx", "cy"], [sign, "x", "y"]])) {
        part.setAttribute(x, String(this.#width / 2));
        part.setAttribute(y, String(shape.middle));
      }
    }
    this.#count(places);
  }

  /**
   * @param {Passage} passage
   * @param {Side} side
   */
  #place(passage, side) {
    const extent = this.#extents.get(/** @type {HTMLElement} */ (passage[side]));
    return place(extent ?? { top: 0, bottom: 0 }, this.#views[side]);
  }

  /** @param {Record<Side, Place[]>} places */
  #count(places) {
    const counted = { left: pile(places.left), right: pile(places.right) };
    for (const { side, where, text } of this.piles) {
      const count = counted[side][where];
      const { top, height } = this.#views[side];
      text.textContent = count ? `${where === "above" ? "↑" : "↓"}${count}` : "";
      text.setAttribute("x", String(side === "left" ? 3 : this.#width - 3));
      text.setAttribute("y", String(where === "above" ? top + EDGE : top + height - EDGE / 2));
    }
  }
}
