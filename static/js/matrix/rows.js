// @ts-check
/** Rows put in order, by keyboard and by dragging. */

/** @import { Sheet } from "./sheet.js" */

import { request } from "../api.js";
import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * Put a row in the place of another.
 * @param {Sheet} sheet
 * @param {string} claim
 * @param {string} at - the claim whose place it gets
 */
export function place(sheet, claim, at) {
  const order = sheet.cells.rows.map(({ id }) => id);
  const [from, to] = [order.indexOf(claim), order.indexOf(at)];
  if (from < 0 || to < 0 || from === to) return Promise.resolve(false);
  const before = order[to > from ? to + 1 : to] ?? null;
  const back = order[from + 1] ?? null;
  const row = sheet.cells.row(claim);
  const move = (/** @type {string | null} */ where) => request("POST", `/claims/${claim}/move/`, { body: { before: where } });
  return sheet.act(say(told.moved, { wording: row?.wording ?? "" }), () => move(before), () => move(back));
}

/**
 * Move a row one up or down, over those that the filter hides.
 * @param {Sheet} sheet
 * @param {string} claim
 * @param {-1 | 1} by
 */
export async function step(sheet, claim, by) {
  const shown = sheet.cells.rows.filter(({ id }) => !sheet.tr(id)?.hidden).map(({ id }) => id);
  const next = shown[shown.indexOf(claim) + by];
  if (!next || !sheet.data.may.fill) return;
  const focused = document.activeElement;
  await place(sheet, claim, next);
  if (focused instanceof HTMLElement && sheet.tr(claim)?.contains(focused)) {
    focused.focus({ preventScroll: true });
    focused.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
