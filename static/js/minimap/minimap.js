// @ts-check
/**
 * The whole article in a gutter: where marks lie, by the colour of their layer, and which part is in sight. For the
 * pointer only: keys go from one crowded place to the next (`walking.js`), and the margin is the copy of all marks.
 */

/** @import { Page } from "../offsets.js" */
/** @import { Span } from "../types.js" */

import { h } from "../elements/dom.js";
import { firstBelow } from "../pointing.js";
import { densities, pointAt } from "./densities.js";

const SLICE = 3; // px
const BAR = 60; // px at the foot of the window that the strip covers
const FULL = 6; // marks in a slice that give the full colour

export class Minimap {
  /** @type {{ranges: Span[], colour: string}[]} */
  marks = [];
  /** @type {Map<string, string>} by name of a token; resolved for the scheme of the moment */
  #colours = new Map();
  #frame = 0;
  /** In pixels; read when the box is laid out, since asking while one scrolls costs a layout. */
  #size = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} box - `#minimap`
   * @param {Page} page
   * @param {(point: number) => void} onGo - to a code point
   */
  constructor(box, page, onGo) {
    this.box = box;
    this.page = page;
    this.canvas = h("canvas");
    // Drawn too: an element that moves while one scrolls is a style that changes, and with any of those a browser
    // looks all highlights through again.
    this.sight = h("canvas");
    box.append(this.canvas, this.sight);
    // Read by then, so that the window stands where it will stay.
    new ResizeObserver(() => this.#draw()).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours.clear();
      this.#draw();
    });
    addEventListener("scroll", () => this.#soon(), { passive: true });
    const go = (/** @type {PointerEvent} */ event) => {
      const { top, height } = box.getBoundingClientRect();
      onGo(pointAt(event.clientY - top, height, page.end));
    };
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      box.setPointerCapture(event.pointerId);
      go(event);
    });
    box.addEventListener("pointermove", (event) => event.buttons && go(event));
  }

  /** @param {{ranges: Span[], colour: string}[]} marks */
  render(marks) {
    this.marks = marks;
    this.#draw();
  }

  // -- inside

  #draw() {
    const { box, canvas, page } = this;
    const { clientWidth: width, clientHeight: height } = box;
    if (!width || !height) return;
    this.#size = { width, height };
    const pen = this.#clean(canvas);
    this.#clean(this.sight);
    if (!pen) return;
    const slices = Math.max(1, Math.floor(height / SLICE));
    const colours = [...new Set(this.marks.map(({ colour }) => colour))].sort();
    const lane = (width - 8) / Math.max(3, colours.length);
    for (const { slice, colour, count } of densities(this.marks, page.end, slices)) {
      pen.globalAlpha = 0.35 + 0.65 * Math.min(1, count / FULL);
      pen.fillStyle = this.#colour(`mark-${colour}`);
      pen.fillRect(4 + colours.indexOf(colour) * lane, slice * SLICE, lane - 2, SLICE - 1);
    }
    this.#soon();
  }

  /** @param {string} name - of a token */
  #colour(name) {
    let colour = this.#colours.get(name);
    if (!colour) {
      this.sight.style.color = `var(--${name})`;
      colour = getComputedStyle(this.sight).color;
      this.sight.style.color = "";
      this.#colours.set(name, colour);
    }
    return colour;
  }

  /**
   * @param {HTMLCanvasElement} canvas - made as large as the box, and empty
   * @returns {CanvasRenderingContext2D | null} counts the box's pixels
   */
  #clean(canvas) {
    const scale = devicePixelRatio || 1;
    canvas.width = this.#size.width * scale;
    canvas.height = this.#size.height * scale;
    const pen = canvas.getContext("2d");
    pen?.scale(scale, scale);
    return pen;
  }

  #soon() {
    if (this.#frame || !this.#size.height) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { page, sight } = this;
      const { width, height } = this.#size;
      const paragraphs = page.paragraphs;
      const share = (/** @type {number} */ y) => {
        const index = firstBelow(page, y);
        const { top, height: size } = page.elements[index]?.getBoundingClientRect() ?? { top: 0, height: 1 };
        const { start, end } = paragraphs[index] ?? { start: 0, end: 0 };
        const inside = Math.min(1, Math.max(0, (y - top) / Math.max(1, size)));
        return (start + inside * (end - start)) / Math.max(1, page.end);
      };
      const from = Math.round(share(0) * height);
      const tall = Math.max(8, Math.round(share(innerHeight - BAR) * height) - from);
      const pen = sight.getContext("2d");
      if (!pen) return;
      const frame = new Path2D();
      frame.roundRect(0.5, from + 0.5, width - 1, tall - 1, 2);
      pen.clearRect(0, 0, width, height);
      pen.strokeStyle = pen.fillStyle = this.#colour("edge");
      pen.globalAlpha = 1;
      pen.stroke(frame);
      pen.globalAlpha = 0.12;
      pen.fill(frame);
    });
  }
}
