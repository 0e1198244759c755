// @ts-check
/** Draws cells and rows as `templates/claims/matrix.html` does. */

/** @import { Account, At, Cell, Row } from "./cells.js" */

import { h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { face } from "./cells.js";
import { told } from "./words.js";

const QUOTE = 90; // characters that a cell shows

/** @param {At} at */
export const cellPage = ({ claim, article }) => `/claims/${claim}/accounts/${article}/`;

/** What a status says, with its certainty: "asserted, probable". */
export const inWords = (/** @type {string} */ status, /** @type {number | null} */ certainty) =>
  [told.statuses[status] ?? status, ...(certainty ? [told.steps[certainty]] : [])].join(", ");

/**
 * @param {number | null} certainty
 * @returns {HTMLElement | false}
 */
export const steps = (certainty) => certainty !== null && h("span", { class: `steps steps-${certainty}`, "aria-hidden": "true" });

/**
 * @param {HTMLElement} td
 * @param {Cell} cell
 * @param {number} me
 */
export function drawCell(td, cell, me) {
  const { status, certainty, contested } = face(cell, me);
  td.classList.toggle("disagree", contested);
  const link = td.querySelector("a") ?? td.appendChild(h("a"));
  link.className = `cell cell-${status}`;
  link.replaceChildren(
    ...[
      steps(certainty),
      h("span", { class: "cell-word" }, told.statuses[status] ?? status),
      certainty !== null && h("span", { class: "cell-step" }, told.steps[certainty]),
      contested && h("span", { class: "hidden-words" }, told.disagree),
    ].filter((each) => each !== false),
  );
  for (const old of td.querySelectorAll("q, .more")) old.remove();
  const { quotes } = cell;
  if (quotes.length) td.append(h("q", {}, shorten(quotes[0].text, QUOTE)));
  if (quotes.length > 1) td.append(h("span", { class: "more" }, say(told.passages, { count: quotes.length })));
}

/**
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {number} me
 */
export function drawRow(row, accounts, me) {
  const edit = h(
    "a",
    { class: "row-edit no-print", href: `/claims/${row.id}/edit/`, "aria-label": say(told.editClaim, { wording: row.wording }), tabindex: "-1" },
    told.edit,
  );
  const cells = accounts.map(({ id }, number) => {
    const td = h("td", { "data-article": id });
    td.append(h("a", { href: cellPage({ claim: row.id, article: id }), tabindex: "-1" }));
    drawCell(td, row.cells[number], me);
    return td;
  });
  return h("tr", { "data-claim": row.id }, h("th", { scope: "row" }, h("span", { class: "wording" }, row.wording), " ", edit), ...cells);
}
