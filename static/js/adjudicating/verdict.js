// @ts-check
/** What was decided on a mark of one's own, on its card. */

/** @import { Book } from "../codebook.js" */
/** @import { Verdict } from "../types.js" */

import { h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * @param {Verdict | undefined} verdict
 * @param {Book} book
 * @param {string} layer
 * @returns {HTMLElement | null}
 */
export function verdict(verdict, book, layer) {
  if (!verdict) return null;
  const { kept, borders, codes, reason, decided_quote: quote, decided_codes: decided } = verdict;
  const changed = [borders ? told.verdictBorders : "", codes.length ? told.verdictCodes : ""].filter(Boolean);
  const answers = book.answers({ layer, codes: decided }).filter(({ dimension }) => codes.includes(dimension.key));
  return h(
    "div",
    { class: "mark-verdict" },
    h("span", { class: `chip ${!kept ? "chip-danger" : changed.length ? "chip-warn" : "chip-ok"}` }, say(told.verdict, { what: !kept ? told.dropped : (changed.join(", ") || told.kept) })),
    borders ? h("q", { class: "mark-quote", dir: "auto" }, shorten(quote, 140)) : null,
    ...answers.map(({ dimension, codes: all, words }) => h("p", { class: "small" }, `${dimension.label}: ${words || all.map(({ label }) => label).join(", ")}`)),
    reason ? h("p", { class: "small", dir: "auto" }, reason) : null,
  );
}
