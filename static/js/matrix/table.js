// @ts-check
/** Draws cells and rows as `annotator/templatetags/matrix.py` and `templates/claims/matrix.html` do. */

/** @import { Account, At, Cell, Retold, Row } from "./cells.js" */

import { circle, h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { corroboration, face, otherwise } from "./faces.js";
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
  const { status, certainty, contested, again, people } = face(cell, me);
  td.classList.toggle("disagree", contested);
  td.classList.toggle("look-again", again);
  const link = td.querySelector("a") ?? td.appendChild(h("a"));
  link.className = `cell cell-${status}`;
  link.replaceChildren(
    ...[
      steps(certainty),
      h("span", { class: "cell-word" }, told.statuses[status] ?? status),
      certainty !== null && h("span", { class: "cell-step" }, told.steps[certainty]),
      contested && h("span", { class: "hidden-words" }, told.disagree),
      again && h("span", { class: "cell-again" }, told.again),
    ].filter((each) => each !== false),
  );
  while (link.nextSibling) link.nextSibling.remove();
  const texts = otherwise(cell, me);
  td.classList.toggle("told-otherwise", Boolean(texts));
  if (texts) td.append(...then(texts, certainty));
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
 * How certain an earlier text was, in its words.
 * @param {[Retold, Retold]} texts - it, and the newest
 * @param {number | null} certainty - that the cell shows
 */
function then([was, now], certainty) {
  const [before, after] = [was.certainty ?? 0, now.certainty ?? 0];
  const words = say(certainty === after ? told.was : told.became, { was: told.steps[before], number: was.revision, now: told.steps[after] });
  const mark = h("span", { class: `cell-was cell-was-${after > before ? "up" : "down"}` }, words);
  return [mark, h("q", { class: "cell-then" }, shorten(was.text, QUOTE))];
}

/**
 * @typedef {object} Reader - who looks at the table, and at what of it
 * @property {number} me
 * @property {boolean} fills - whether they may change it
 * @property {number | null} whose - whose findings are shown; null for everybody's
 */

/**
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {(at: At) => Cell} shown
 * @param {Reader} reader
 * @returns {HTMLTableRowElement}
 */
export function drawRow(row, accounts, shown, reader) {
  const edit =
    reader.fills &&
    h("a", { class: "row-edit no-print", href: `/claims/${row.id}/edit/`, tabindex: "-1" }, told.edit);
  const cells = accounts.map(({ id, source, title }) => {
    const at = { claim: row.id, article: id };
    const td = h("td", { role: "gridcell", "data-article": id, "data-name": source || title });
    td.append(h("a", { href: cellPage(at), tabindex: "-1" }));
    drawCell(td, shown(at), reader.me);
    return td;
  });
  const full = h("a", { class: "link-full", href: `/claims/${row.id}/`, tabindex: "-1" }, told.inFull);
  const head = h(
    "th",
    { role: "rowheader", scope: "row" },
    h("span", { class: "wording", dir: "auto" }),
    " ",
    edit,
    " ",
    h("span", { class: "link-marks no-print" }, full),
    h("a", { class: "row-told", href: `/claims/${row.id}/#ladder-title`, title: told.howSure, tabindex: "-1" }),
  );
  const tr = h("tr", { role: "row", "data-claim": row.id }, head, ...cells);
  drawHead(tr, row, accounts, reader);
  return tr;
}

/**
 * What stands at the head of a row: its words, how it is linked, how many have it. Only what is another is touched.
 * @param {HTMLTableRowElement} tr
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {Reader} reader
 */
export function drawHead(tr, row, accounts, reader) {
  const say_ = (/** @type {string} */ selector, /** @type {string} */ words) => {
    const there = tr.querySelector(selector);
    if (there && there.textContent !== words) there.textContent = words;
  };
  say_(".wording", row.wording);
  tr.querySelector(".row-edit")?.setAttribute("aria-label", say(told.editClaim, { wording: row.wording }));
  tr.querySelector(".link-full")?.setAttribute("aria-label", say(told.claimInFull, { wording: row.wording }));
  const { outlets, unnamed, origins } = corroboration(row, accounts, reader.me, reader.whose);
  const counts = /** @type {[number, string, string][]} */ ([
    [outlets, told.outletOne, told.outlets],
    [unnamed, told.unnamedOne, told.unnamed],
    [origins, told.originOne, told.origins],
  ]);
  say_(".row-told", counts.flatMap(([n, one, some]) => (n ? say(n === 1 ? one : some, { n }) : [])).join(", "));
  const marks = tr.querySelector(".link-marks");
  const links = (row.links ?? []).map(({ kind, outward, count }) => ({ kind, word: (outward ? told.linked : told.linkedBack)[kind] ?? kind, count }));
  const words = links.map(({ word, count }) => `${word} ${count}`).join(" ");
  if (!marks || [...marks.querySelectorAll(".link-mark")].map((each) => (each.textContent ?? "").replace(/\s+/g, " ").trim()).join(" ") === words) return;
  for (const each of marks.querySelectorAll(".link-mark")) each.remove();
  for (const { kind, word, count } of links) {
    const mark = h("a", { class: `link-mark link-${kind}`, href: `/claims/${row.id}/#links`, tabindex: "-1" }, `${word} `, h("span", { class: "number" }, String(count)));
    marks.append(" ", mark);
  }
}
