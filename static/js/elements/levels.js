// @ts-check
/** How far down the line of each code point stands. Measured once, until the page is resized; pixels. */

/** @import { Page } from "../offsets.js" */

const LINE = 38; // px, of the article

export class Levels {
  /** @type {Map<number, number>} by paragraph: its top, below the origin's */
  #tops = new Map();
  /** @type {Map<number, number>} by code point: its line, below its paragraph's top */
  #inner = new Map();
  #width = 0;
  /** @type {boolean | undefined} whether the browser lays out only what is in sight */
  #long = undefined;

  /**
   * @param {Page} page
   * @param {HTMLElement} origin - tops are counted from its own
   */
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  /** Forget where the paragraphs were; their lines only when these have another width. */
  resized() {
    this.#tops.clear();
    const width = this.page.root.clientWidth;
    if (width !== this.#width) this.#inner.clear();
    this.#width = width;
  }

  /**
   * @param {number} point - a code point
   * @returns {number}
   */
  at(point) {
    const { page } = this;
    const index = page.indexAt(point);
    const element = page.elements[index];
    if (!element) return 0;
    let top = this.#tops.get(index);
    this.#long ??= page.root.classList.contains("reading-long");
    if (top === undefined) {
      top = element.getBoundingClientRect().top - this.origin.getBoundingClientRect().top;
      this.#tops.set(index, top);
    }
    return top + (this.#inner.get(point) ?? this.#line(index, element, point, top));
  }

  /**
   * @param {number} index
   * @param {HTMLElement} element - its paragraph
   * @param {number} point
   * @param {number} top - of the paragraph
   */
  #line(index, element, point, top) {
    const { start, end } = this.page.paragraphs[index];
    // Far out of sight the browser has laid out no lines: about there. Asking would make it lay out all of them.
    const seen = top + this.origin.getBoundingClientRect().top;
    if (this.#long && (seen > 2 * innerHeight || seen + element.offsetHeight < -innerHeight)) {
      return Math.max(0, element.offsetHeight - LINE) * ((point - start) / (end - start));
    }
    const range = this.page.ranges({ start: point, end: point + 1 })[0];
    const line = range ? range.getBoundingClientRect().top - element.getBoundingClientRect().top : 0;
    this.#inner.set(point, line);
    return line;
  }
}
