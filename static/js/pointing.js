// @ts-check
/** What lies under the pointer. Highlights get no events of their own. */

/** @import { Page } from "./offsets.js" */
/** @import { Entry } from "./store.js" */

/**
 * The first paragraph that ends below a line of the viewport: paragraphs stand below each other, and there may be
 * thousands.
 * @param {Page} page
 * @param {number} y
 * @returns {number} its index; that of the last one when none does
 */
export function firstBelow({ elements }, y) {
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The code point at a place of the viewport.
 * @param {Page} page
 * @param {number} x
 * @param {number} y
 * @returns {{point: number} | null} null beside the text: the browser answers with the nearest text
 */
export function pointAt(page, x, y) {
  const caret = caretAt(x, y);
  if (!caret) return null;
  const element = (caret.node instanceof Element ? caret.node : caret.node.parentElement)?.closest("[data-start]");
  const index = element instanceof HTMLElement ? page.indexAt(Number(element.dataset.start)) : -1;
  if (page.elements[index] !== element) return null;
  const after = page.point(index, caret.node, caret.offset);
  if (after === null) return null;
  // A caret stands between two characters: the pointer is on one of them, or on neither.
  for (const point of [after, after - 1]) {
    for (const range of page.ranges({ start: point, end: point + 1 })) {
      for (const rect of range.getClientRects()) {
        if (x >= rect.left - 1 && x <= rect.right + 1 && y >= rect.top && y <= rect.bottom + 6) return { point };
      }
    }
  }
  return null;
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {{node: Node, offset: number} | null}
 */
export function caretAt(x, y) {
  if ("caretPositionFromPoint" in document) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = /** @type {Document} */ (document).caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/**
 * The entries at a point, the shortest first: what is inside is reached before what is around it.
 * @param {Entry[]} entries
 * @param {number} point
 */
export const entriesAt = (entries, point) =>
  entries
    .filter(({ shown }) => shown.ranges.some(({ start, end }) => start <= point && point < end))
    .sort((a, b) => size(a) - size(b));

/** @param {Entry} entry */
const size = ({ shown }) => shown.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
