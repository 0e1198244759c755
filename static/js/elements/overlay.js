// @ts-check
/**
 * Boxes behind the words: what the pointer is on, the active annotation, the cursor, the words being marked.
 * Not highlights: changing one of those repaints all of them.
 */

/** @import { Page } from "../offsets.js" */
/** @import { Span } from "../types.js" */

import { h } from "./dom.js";

export class Overlay {
  /**
   * @param {Page} page
   * @param {HTMLElement} layer - positioned, behind the text and of its size
   */
  constructor(page, layer) {
    this.page = page;
    this.layer = layer;
    /** @type {Map<string, {spans: Span[], boxes: HTMLElement[]}>} */
    this.kinds = new Map();
  }

  /**
   * @param {"hover" | "active" | "cursor" | "chosen"} kind
   * @param {Span[]} spans - none takes it away
   */
  show(kind, spans) {
    for (const box of this.kinds.get(kind)?.boxes ?? []) box.remove();
    const boxes = spans.flatMap((span) => this.#boxes(kind, span));
    this.kinds.set(kind, { spans, boxes });
    this.layer.append(...boxes);
  }

  /** Put every box where its words are now: after the page was resized. */
  again() {
    for (const [kind, { spans }] of this.kinds) {
      this.show(/** @type {"hover"} */ (kind), spans);
    }
  }

  /**
   * @param {string} kind
   * @param {Span} span
   */
  #boxes(kind, span) {
    const origin = this.layer.getBoundingClientRect();
    return rects(this.page, span).map(({ left, top, width, height }) => {
      const box = h("div", { class: `over over-${kind}` });
      // Through the object model: the content security policy refuses style attributes, not this.
      box.style.left = `${left - origin.left}px`;
      box.style.top = `${top - origin.top}px`;
      box.style.width = `${width}px`;
      box.style.height = `${height}px`;
      return box;
    });
  }
}

/**
 * @param {Page} page
 * @param {Span} span
 * @returns {DOMRect[]} of the viewport, one for each line
 */
export const rects = (page, span) =>
  page.ranges(span).flatMap((range) => [...range.getClientRects()].filter(({ width }) => width > 0));
