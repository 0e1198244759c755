// @ts-check
/**
 * The one place that knows both ways of counting at the DOM: UTF-16 units there, code points everywhere else.
 */

/** @import { Span } from "./types.js" */

import { Text, toPoints, toUnits } from "./text.js";

export { length, Text, toPoints, toUnits } from "./text.js";

/** The same text with its elements: from the DOM and to the DOM. */
export class Page extends Text {
  /** @param {HTMLElement} root - holds one element with `data-start` and `data-end` for each paragraph */
  constructor(root) {
    /** @type {HTMLElement[]} */
    const elements = [...root.querySelectorAll("[data-start]")].filter((each) => each instanceof HTMLElement);
    super(
      elements.map((element) => ({
        start: Number(element.dataset.start),
        end: Number(element.dataset.end),
        text: element.textContent ?? "",
      })),
    );
    this.root = root;
    this.elements = elements;
  }

  /**
   * DOM ranges for a range, one for each paragraph that it touches.
   * @param {Span} span
   * @returns {Range[]}
   */
  ranges(span) {
    return this.parts(span).map(({ index, start, end }) => {
      const { text, start: base } = this.paragraphs[index];
      const range = document.createRange();
      range.setStart(...place(this.elements[index], toUnits(text, start - base)));
      range.setEnd(...place(this.elements[index], toUnits(text, end - base)));
      return range;
    });
  }

  /**
   * The range that somebody selected, snapped; null when it holds no words of the article.
   * @param {Range} range - may begin and end anywhere in the document
   * @returns {Span | null}
   */
  span(range) {
    const touched = this.elements.flatMap((element, index) => (range.intersectsNode(element) ? [index] : []));
    const first = touched.at(0);
    const last = touched.at(-1);
    if (first === undefined || last === undefined) return null;
    const start = this.point(first, range.startContainer, range.startOffset) ?? this.paragraphs[first].start;
    const end = this.point(last, range.endContainer, range.endOffset) ?? this.paragraphs[last].end;
    return start < end ? this.snap(start, end) : null;
  }

  /**
   * The point at a place in the DOM.
   * @param {number} index - of the paragraph
   * @param {Node} node
   * @param {number} offset - as DOM ranges count: units in a text, children in an element
   * @returns {number | null} null when the place is not in this paragraph
   */
  point(index, node, offset) {
    const element = this.elements[index];
    if (!element.contains(node)) return null;
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(node, offset);
    const { text, start } = this.paragraphs[index];
    return start + toPoints(text, before.toString().length);
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} units - from the element's start
 * @returns {[Node, number]}
 */
function place(element, units) {
  const only = element.firstChild;
  // The server writes a paragraph as one text: no walk for that.
  if (only instanceof window.Text && !only.nextSibling) return [only, Math.min(units, only.length)];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = units;
  /** @type {[Node, number]} */
  let found = [element, 0];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = node.nodeValue?.length ?? 0;
    found = [node, Math.min(left, size)];
    if (left <= size) break;
    left -= size;
  }
  return found;
}
