// @ts-check
/** Paints suggestions as hairlines of dots, under the lanes of the marks. Some hundreds: all of them at each change. */

/** @import { Page } from "../offsets.js" */
/** @import { Suggestion } from "../types.js" */

export class Dots {
  /** @type {Map<string, Highlight>} by colour */
  highlights = new Map();
  sheet = new CSSStyleSheet();

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    document.adoptedStyleSheets.push(this.sheet);
  }

  /** @param {{suggestion: Suggestion, colour: string}[]} open */
  paint(open) {
    for (const highlight of this.highlights.values()) highlight.clear();
    for (const { suggestion, colour } of open) {
      const highlight = this.#highlight(colour);
      for (const range of this.page.ranges(suggestion)) highlight.add(range);
    }
  }

  /** @param {string} colour - a name of the palette */
  #highlight(colour) {
    const known = this.highlights.get(colour);
    if (known) return known;
    const made = new Highlight();
    made.priority = -1;
    CSS.highlights.set(`suggested-${colour}`, made);
    this.highlights.set(colour, made);
    this.sheet.insertRule(
      // Not on paper: there each line has its note, and what nobody accepted has none.
      `@media screen {
        .reading p::highlight(suggested-${colour}) {
          text-decoration: underline dotted 1px var(--mark-${colour});
          text-underline-offset: 2px;
          text-decoration-skip-ink: none;
        }
      }`,
    );
    return made;
  }
}
