// @ts-check
/** Rows, columns and highlights dragged with the mouse; each has its way by keyboard as well. */

/** @import { Sheet } from "./sheet.js" */

import { put } from "./placing.js";
import { place } from "./rows.js";

const MARK = "application/x-annotator-mark";
const ROW = "application/x-annotator-row";
const COLUMN = "application/x-annotator-column";

/**
 * @param {DragEvent} event
 * @param {string} kind
 * @param {unknown} data
 */
function take(event, kind, data) {
  event.dataTransfer?.setData(kind, JSON.stringify(data));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
}

/**
 * @param {HTMLElement} element
 * @param {{annotation: string, text: string}} mark
 */
export function draggable(element, mark) {
  element.draggable = true;
  element.addEventListener("dragstart", (event) => take(event, MARK, { mark, from: null }));
}

/** @param {Sheet} sheet */
export function drag(sheet) {
  const { table } = sheet;
  for (const th of table.querySelectorAll("thead th[data-article]")) if (th instanceof HTMLElement) th.draggable = true;

  table.addEventListener("dragstart", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const claim = target?.closest("tr")?.dataset.claim;
    const column = target?.closest("thead th[data-article]");
    const quote = target?.closest("q[draggable]");
    if (column instanceof HTMLElement) take(event, COLUMN, Number(column.dataset.article));
    else if (claim && quote instanceof HTMLElement) {
      const article = Number(quote.closest("td")?.dataset.article);
      const annotation = quote.dataset.annotation;
      const mark = sheet.cells.cell({ claim, article }).quotes.find((each) => each.annotation === annotation);
      if (mark) take(event, MARK, { mark: { annotation, text: mark.text }, from: claim });
    } else if (claim && target?.closest(".row-edit")) take(event, ROW, claim);
  });

  /** @type {Element | null} */
  let over = null;
  const show = (/** @type {Element | null} */ element) => {
    if (over === element) return;
    over?.classList.remove("drop-here");
    element?.classList.add("drop-here");
    over = element;
  };
  table.addEventListener("dragover", (event) => {
    const kinds = event.dataTransfer?.types ?? [];
    const target = event.target instanceof Element ? event.target : null;
    const where = kinds.includes(COLUMN) ? target?.closest("thead th[data-article]") : target?.closest("tbody tr");
    if (!where || ![MARK, ROW, COLUMN].some((kind) => kinds.includes(kind))) return show(null);
    event.preventDefault();
    show(where);
  });
  table.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node) || !table.contains(event.relatedTarget)) show(null);
  });
  table.addEventListener("dragend", () => show(null));
  table.addEventListener("drop", (event) => {
    show(null);
    const given = (/** @type {string} */ kind) => {
      const data = event.dataTransfer?.getData(kind);
      return data ? JSON.parse(data) : undefined;
    };
    const target = event.target instanceof Element ? event.target : null;
    const claim = target?.closest("tr")?.dataset.claim;
    const column = target?.closest("thead th[data-article]");
    const [mark, row, moved] = [given(MARK), given(ROW), given(COLUMN)];
    if (!(claim && (mark || row)) && !(column && moved)) return;
    event.preventDefault();
    if (claim && mark) void put(sheet, claim, mark.mark, mark.from);
    else if (claim && row && row !== claim) void place(sheet, row, claim);
    else if (column instanceof HTMLElement && moved) {
      const order = sheet.cells.accounts.map(({ id }) => id);
      const to = order.indexOf(Number(column.dataset.article));
      const others = order.filter((id) => id !== moved);
      others.splice(to, 0, moved);
      sheet.filters.choose(others);
    }
  });
}
