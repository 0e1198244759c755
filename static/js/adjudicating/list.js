// @ts-check
/** All items of a text in one list: what waits, what is decided, what came after. */

/** @import { Book } from "../codebook.js" */
/** @import { Filter, Item } from "./items.js" */

import { h, shorten, swatch } from "../elements/dom.js";
import { counts, passing } from "./items.js";
import { told } from "./words.js";

/** @type {Filter[]} */
export const FILTERS = ["all", "open", "decided", "changed"];

/**
 * @param {Item[]} items
 * @param {Filter} filter
 * @param {(filter: Filter) => void} choose
 */
export function filters(items, filter, choose) {
  const found = counts(items);
  return FILTERS.map((each) =>
    h(
      "button",
      { type: "button", class: "filter", "data-focus": `filter ${each}`, "aria-pressed": String(each === filter), onclick: () => choose(each) },
      told.filters[each],
      h("span", { class: "number soft" }, String(found[each])),
    ),
  );
}

/**
 * @param {Item[]} items
 * @param {Filter} filter
 * @param {{book: Book, current: Item | null, go: (item: Item) => void, quote: (item: Item) => string, sending: (item: Item) => boolean}} given
 */
export function rows(items, filter, { book, current, go, quote, sending }) {
  const shown = passing(items, filter);
  if (!shown.length) return [h("li", { class: "soft small" }, told.noneHere)];
  return shown.map((item) => {
    const { decision, state, trouble } = item;
    const mark = trouble ? "!" : state === "changed" ? "Δ" : !decision ? "" : decision.kept ? "✓" : "✕";
    const word = trouble ? told.notSaved : state === "changed" ? told.states.changed : !decision ? told.states.open : decision.kept ? told.kept : told.dropped;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: `desk-row desk-${trouble ? "trouble" : state}`, "data-focus": `row ${item.key}`, "aria-current": item === current ? "true" : null, onclick: () => go(item) },
        h("span", { class: "desk-mark", title: word, "aria-hidden": "true" }, mark),
        swatch(book.layer(item.layer)),
        h("span", { class: "desk-row-words", dir: "auto" }, shorten(quote(item), 90)),
        h("span", { class: "hidden-words" }, `, ${word}`),
        sending(item) ? h("span", { class: "soft small" }, told.saving) : null,
      ),
    );
  });
}
