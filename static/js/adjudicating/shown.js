// @ts-check
/** What is to be decided, in the text: a line under each item, boxes behind the one that is looked at. */

/** @import { Book } from "../codebook.js" */
/** @import { Page } from "../offsets.js" */
/** @import { Span } from "../types.js" */
/** @import { Item } from "./items.js" */

import { Overlay, rects } from "../elements/overlay.js";
import { Painter } from "../paint.js";

export class Shown {
  /**
   * @param {Page} page
   * @param {HTMLElement} layer - of the overlay
   * @param {Book} book
   */
  constructor(page, layer, book) {
    this.page = page;
    this.book = book;
    this.painter = new Painter(page);
    this.overlay = new Overlay(page, layer);
    /** @type {Item[]} */
    this.items = [];
  }

  /**
   * What is decided has the line of its codes; what waits a dotted one; what was dropped none.
   * @param {Item[]} items
   * @param {Item[]} [before] - which may be gone
   */
  paint(items, before = []) {
    const there = new Set(items.map(({ key }) => key));
    this.painter.paint([
      ...before.filter(({ key }) => !there.has(key)).map(({ key }) => ({ id: key, spans: [], style: "ink dotted" })),
      ...items.map(({ key, layer, decision, markings, draft }) => {
        const { colour, pattern } = decision ? this.book.line({ layer, codes: decision.codes }) : { colour: this.book.layer(layer).colour, pattern: "dotted" };
        const spans = decision ? (decision.kept ? decision.ranges : []) : markings.length ? hull(markings.flatMap(({ ranges }) => ranges)) : (draft.ranges ?? []);
        return { id: key, spans, style: `${colour || "ink"} ${pattern || "solid"}` };
      }),
    ]);
  }

  /**
   * @param {Item | null} item
   * @param {Span[]} ranges - its borders as they are now
   */
  point(item, ranges) {
    this.overlay.show("hover", item ? hull(item.markings.flatMap((each) => each.ranges)) : []);
    this.overlay.show("active", item ? ranges : []);
  }

  /** @param {Span | null} span */
  choose(span) {
    this.overlay.show("chosen", span ? [span] : []);
  }

  again() {
    this.overlay.again();
  }

  /** @param {Item} item */
  reveal({ start, end }) {
    const [line] = rects(this.page, { start, end });
    if (!line) return;
    const sheet = document.getElementById("side")?.getBoundingClientRect();
    // On a phone the side lies over the text's lower part.
    const bottom = sheet && sheet.left < line.right && sheet.top > 0 ? Math.min(innerHeight, sheet.top) : innerHeight;
    if (line.top > 80 && line.bottom < bottom - 40) return;
    scrollBy({ top: line.top - bottom / 3, behavior: "instant" });
  }
}

/**
 * The spans that cover all of these, joined where they overlap.
 * @param {Span[]} ranges
 */
export function hull(ranges) {
  /** @type {Span[]} */
  const found = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}
