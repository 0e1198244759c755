// @ts-check
/** From words in a column to the same place in their article, where they can be marked. */

import { h } from "../elements/dom.js";
import { told } from "./words.js";

const WORDS = 6; // at each end of a longer passage: enough to find it, short enough for an address

/**
 * The address of an article at a passage, as a text fragment: the browser goes there and shows the words.
 * @param {number} article
 * @param {string} passage
 */
export function inArticle(article, passage) {
  const words = passage.trim().split(/\s+/);
  // A hyphen parts prefix from text there, and a comma beginning from end.
  const coded = (/** @type {string[]} */ some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D");
  const text = words.length > 2 * WORDS ? `${coded(words.slice(0, WORDS))},${coded(words.slice(-WORDS))}` : coded(words);
  return `/articles/${article}/#:~:text=${text}`;
}

/**
 * Offer the article at the words that somebody selects in a column.
 * @param {HTMLElement[]} columns
 * @param {{id: number}[]} accounts
 */
export function offerSelected(columns, accounts) {
  const link = h("a", { class: "button button-small words-link", hidden: true }, told.openWords);
  document.querySelector("#sides")?.after(link);
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const words = selection?.toString().trim() ?? "";
    const node = selection?.anchorNode ?? null;
    const at = columns.findIndex((column) => node && column.contains(node) && column.contains(selection?.focusNode ?? null));
    link.hidden = !words || at < 0;
    if (!link.hidden) link.href = inArticle(accounts[at].id, words);
  });
}
