// @ts-check
/**
 * Paints annotations with the CSS Custom Highlight API: no element is put into the text, which never changes.
 * 2,000 annotations take one pass; later changes repaint only the paragraphs that they touch.
 */

/** @import { Page } from "./offsets.js" */
/** @import { Run, Styled } from "./lanes.js" */

import { idle } from "./elements/dom.js";
import { LANES, runs } from "./lanes.js";
import { firstBelow } from "./pointing.js";

export const supported = () => "highlights" in CSS && typeof Highlight === "function";

/** Line and thickness; text-decoration has one kind of dash, whose length follows its thickness. As in parts.css. */
const DRAWN = {
  solid: "solid 3px",
  "long-dash": "dashed 3px",
  dash: "dashed 1.5px",
  dotted: "dotted 2px",
  wavy: "wavy 1.5px",
  double: "double 1px",
};
const FIRST_LANE = 4; // px below the baseline
const LANE = 5; // px from one lane to the next
const AT_ONCE = 60; // paragraphs that are painted without a pause

export class Painter {
  /** How many lines may lie under a word. */
  lanes = LANES;
  /** @type {Set<number>} paragraphs out of sight that are still to be painted */
  due = new Set();

  /**
   * @param {Page} page
   * @param {() => void} [onAll] - when all that was to be painted is
   */
  constructor(page, onAll = () => {}) {
    this.page = page;
    this.onAll = onAll;
    /** @type {Map<string, Styled[]>[]} by paragraph: the spans of each annotation */
    this.spans = page.paragraphs.map(() => new Map());
    /** @type {{key: string, painted: [Highlight, Range][]}[]} by paragraph */
    this.painted = page.paragraphs.map(() => ({ key: "", painted: [] }));
    /** @type {Map<string, number[]>} the paragraphs of each annotation */
    this.places = new Map();
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(this.sheet);
  }

  /**
   * @param {{id: string, spans: {start: number, end: number}[], style: string}[]} changed - no spans: gone.
   *   `style` is a colour and a pattern: `probable long-dash`
   */
  paint(changed) {
    /** @type {Set<number>} */
    const touched = new Set();
    for (const { id, spans, style } of changed) {
      for (const index of this.places.get(id) ?? []) {
        this.spans[index].delete(id);
        touched.add(index);
      }
      const places = [];
      for (const { index, start, end } of spans.flatMap((span) => this.page.parts(span))) {
        const here = this.spans[index].get(id) ?? [];
        here.push({ start, end, style: style.replace(" ", "-") });
        this.spans[index].set(id, here);
        places.push(index);
        touched.add(index);
      }
      if (places.length) this.places.set(id, places);
      else this.places.delete(id);
      if (spans.length) this.#rule(style);
    }
    this.#soon(touched);
  }

  /** @param {number} lanes - how many lines may lie under a word from now on */
  show(lanes) {
    if (lanes === this.lanes) return;
    this.lanes = lanes;
    this.#soon(this.spans.flatMap((spans, index) => (spans.size ? [index] : [])));
  }

  /**
   * What is in sight at once; what is not, in the pauses of a page that has much of it.
   * @param {Iterable<number>} touched - paragraphs
   */
  #soon(touched) {
    for (const index of touched) this.due.add(index);
    if (this.due.size > AT_ONCE) {
      const first = firstBelow(this.page, 0);
      const last = firstBelow(this.page, innerHeight);
      for (let index = first; index <= last; index += 1) if (this.due.delete(index)) this.#repaint(index);
    }
    this.#some();
  }

  #some() {
    let left = AT_ONCE;
    for (const index of this.due) {
      if ((left -= 1) < 0) break;
      this.due.delete(index);
      this.#repaint(index);
    }
    if (!this.due.size) this.onAll();
    else if (!this.waiting) {
      this.waiting = true;
      idle(() => {
        this.waiting = false;
        this.#some();
      });
    }
  }

  /** @param {number} index - of a paragraph */
  #repaint(index) {
    const found = runs([...this.spans[index].values()].flat(), this.lanes);
    const key = found.map(({ name, start, end }) => `${name} ${start} ${end}`).join();
    const before = this.painted[index];
    if (before.key === key) return;
    for (const [highlight, range] of before.painted) highlight.delete(range);
    this.painted[index] = { key, painted: found.flatMap((run) => this.#draw(run)) };
  }

  /**
   * @param {Run} run
   * @returns {[Highlight, Range][]}
   */
  #draw({ name, start, end }) {
    let highlight = CSS.highlights.get(name);
    if (!highlight) {
      highlight = new Highlight();
      highlight.priority = name.startsWith("tint") ? 0 : 1;
      CSS.highlights.set(name, highlight);
    }
    return this.page.ranges({ start, end }).map((range) => {
      highlight.add(range);
      return [highlight, range];
    });
  }

  /** @type {Set<string>} */
  #ruled = new Set();

  /** @param {string} style - `probable long-dash` */
  #rule(style) {
    if (this.#ruled.has(style)) return;
    this.#ruled.add(style);
    const [colour, pattern] = style.split(" ");
    const drawn = DRAWN[/** @type {keyof typeof DRAWN} */ (pattern)] ?? DRAWN.solid;
    for (let lane = 0; lane < LANES; lane += 1) {
      // Only for paragraphs: without a subject the browser works these out for every element of the page,
      // which took 380 of 870 ms with 2,000 annotations.
      this.sheet.insertRule(
        `.reading p::highlight(lane-${lane}-${colour}-${pattern}) {
          text-decoration: underline ${drawn} var(--mark-${colour});
          text-underline-offset: ${FIRST_LANE + lane * LANE}px;
          text-decoration-skip-ink: none;
        }`,
      );
    }
  }
}
