// @ts-check
/**
 * The article on paper: while it is printed each mark has a number behind its last word, and a note of that number
 * after the text, with the mark's layer, codes, words and author. The text is as it was when that is done.
 */

/** @import { Book } from "./codebook.js" */
/** @import { Page } from "./offsets.js" */
/** @import { Entry } from "./store.js" */

import { h, shorten, swatch } from "./elements/dom.js";
import { words } from "./strings.js";
import { number } from "./telling.js";

/**
 * @param {object} given
 * @param {Page} given.page
 * @param {Book} given.book
 * @param {() => Entry[]} given.shown - those that are printed, by place
 */
export function numberWhenPrinted({ page, book, shown }) {
  addEventListener("beforeprint", () => {
    const entries = shown();
    for (const [point, given] of ends(entries).reverse()) insert(page, point, given);
    const items = entries.map((entry) => note(entry, book, page));
    page.root.after(h("ol", { class: "print-notes" }, ...items));
  });
  addEventListener("afterprint", () => {
    for (const each of document.querySelectorAll(".print-notes, .print-number")) {
      const { parentElement } = each;
      each.remove();
      parentElement?.normalize(); // a paragraph is one text again
    }
  });
}

/**
 * Where the numbers stand: behind the last word of each mark.
 * @param {{shown: {ranges: {end: number}[]}}[]} entries
 * @returns {[number, number[]][]} code point, and the numbers of the marks that end there; in order
 */
export function ends(entries) {
  /** @type {Map<number, number[]>} */
  const found = new Map();
  entries.forEach(({ shown: { ranges } }, index) => {
    const point = Math.max(...ranges.map(({ end }) => end));
    found.set(point, [...(found.get(point) ?? []), index + 1]);
  });
  return [...found].sort(([one], [other]) => one - other);
}

/**
 * @param {Page} page
 * @param {number} point
 * @param {number[]} given
 */
function insert(page, point, given) {
  const place = page.ranges({ start: point - 1, end: point }).at(-1);
  place?.collapse(false);
  place?.insertNode(h("sup", { class: "print-number", dir: "ltr" }, given.map(number).join(" ")));
}

/**
 * @param {Entry} entry
 * @param {Book} book
 * @param {Page} page
 */
function note({ shown }, book, page) {
  const answers = book.answers(shown).map(({ dimension, codes, words: own }) => ({
    label: dimension.required ? "" : `${dimension.label}: `,
    told: own || codes.map(({ label }) => label).join(", "),
  }));
  const first = [book.layer(shown.layer).label, ...answers.filter(({ label }) => !label).map(({ told }) => told)];
  const others = answers.filter(({ label }) => label).map(({ label, told }) => label + told);
  const quote = shorten(shown.ranges.map((range) => page.slice(range)).join(" … "), 140);
  return h(
    "li",
    {},
    swatch(book.line(shown)),
    " ",
    h("strong", {}, first.join(" · ")),
    ` · ${shown.mine ? words.byYou : shown.author.name}`,
    h("q", { dir: "auto" }, quote),
    others.length ? h("p", { class: "soft", dir: "auto" }, others.join(" · ")) : null,
    shown.note && h("p", { dir: "auto" }, shown.note),
  );
}
