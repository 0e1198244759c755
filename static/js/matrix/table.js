// @ts-check
/** Draws cells and rows as `annotator/templatetags/matrix.py` and `templates/claims/matrix.html` do. */

/** @import { Account, At, Cell, Row } from "./cells.js" */

import { circle, h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { face } from "./faces.js";
import { told } from "./words.js";

const QUOTE = 90; // characters that a cell shows
const SAID = 60;
const PEOPLE = 4; // circles that a cell shows

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
 * @param {Cell} cell - as it is shown
 * @param {number} me
 */
export function drawCell(td, cell, me) {
  const { status, certainty, contested, people } = face(cell, me);
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
  while (link.nextSibling) link.nextSibling.remove();
  const [first] = cell.quotes;
  if (first) {
    const mine = first.by.some(({ id }) => id === me);
    if (first.said) td.append(h("span", { class: "cell-said" }, shorten(first.said, SAID)));
    td.append(h("q", { "data-annotation": first.annotation, draggable: mine && "true" }, shorten(first.text, QUOTE)));
  }
  if (cell.quotes.length > 1) td.append(h("span", { class: "more" }, say(told.passages, { n: cell.quotes.length })));
  if (!people.length) return;
  const more = people.length > PEOPLE && `+${people.length - PEOPLE}`;
  td.append(h("span", { class: "cell-people" }, ...people.slice(0, PEOPLE).map(circle), more));
}

/**
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {(at: At) => Cell} shown
 * @param {number} me
 * @returns {HTMLTableRowElement}
 */
export function drawRow(row, accounts, shown, me) {
  const edit = h(
    "a",
    { class: "row-edit no-print", href: `/claims/${row.id}/edit/`, "aria-label": say(told.editClaim, { wording: row.wording }), tabindex: "-1" },
    told.edit,
  );
  const full = h("a", { class: "link-full", href: `/claims/${row.id}/`, "aria-label": say(told.claimInFull, { wording: row.wording }), tabindex: "-1" }, told.inFull);
  const cells = accounts.map(({ id, source, title }) => {
    const at = { claim: row.id, article: id };
    const td = h("td", { role: "gridcell", "data-article": id, "data-name": source || title });
    td.append(h("a", { href: cellPage(at), tabindex: "-1" }));
    drawCell(td, shown(at), me);
    return td;
  });
  const head = h("th", { role: "rowheader", scope: "row" }, h("span", { class: "wording" }, row.wording), " ", edit, " ", h("span", { class: "link-marks no-print" }, full));
  return h("tr", { role: "row", "data-claim": row.id }, head, ...cells);
}
