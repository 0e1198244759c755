// @ts-check
/** The gold cells of a story: what a key means on one, and what is sent. Pure. */

/** @import { Person } from "../types.js" */

/**
 * @typedef {{status: string, certainty: number | null}} Said
 * @typedef {Said & {person: Person & {number?: number}, note: string, version: number}} Finding
 * @typedef {Said & {reason: string, version: number, overrules: boolean, decided_by: Person}} GoldDecision
 *
 * @typedef {object} GoldCell
 * @property {number} article
 * @property {"empty" | "open" | "decided" | "changed"} state
 * @property {Finding[]} findings
 * @property {string[]} quotes
 * @property {Said & {votes: number, voters: number}} majority
 * @property {string} seen
 * @property {GoldDecision | null} decision
 * @property {{new: string[], changed: string[], gone: string[]}} delta
 *
 * @typedef {{id: string, wording: string, cells: GoldCell[]}} GoldRow
 * @typedef {{seq: number, counts: Record<string, number>, accounts: {id: number, title: string, source: string}[], rows: GoldRow[]}} GoldTable
 */

/** @type {Record<string, string>} */
const STATUSES = { a: "asserted", d: "denied", f: "differs", n: "not_reported" };

/** @param {string} status */
const reported = (status) => status === "asserted" || status === "denied" || status === "differs";

/**
 * What a key decides on a cell; null where it decides nothing.
 * @param {string} key
 * @param {GoldCell} cell
 * @returns {Said | null}
 */
export function pressed(key, { decision, majority }) {
  const now = decision ?? majority;
  if (key === "Enter") return now.status ? { status: now.status, certainty: now.certainty } : null;
  if (/^[1-4]$/.test(key)) return { status: reported(now.status) ? now.status : "asserted", certainty: Number(key) };
  const status = STATUSES[key.toLowerCase()];
  if (!status) return null;
  return { status, certainty: reported(status) && reported(now.status) ? now.certainty : null };
}

/**
 * Whether a decision needs a reason: more than half of those who set the cell say otherwise.
 * @param {GoldCell} cell
 * @param {Said} said
 */
export function overrules({ findings }, said) {
  const more = (/** @type {(each: Said) => string} */ told) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const each of findings) counts.set(told(each), (counts.get(told(each)) ?? 0) + 1);
    return [...counts].some(([key, n]) => n * 2 > findings.length && key !== told(said));
  };
  return more(({ status }) => status) || more(({ status, certainty }) => `${status} ${certainty}`);
}

/**
 * @param {GoldTable} table
 * @returns {{done: number, all: number}}
 */
export function progress({ rows }) {
  const cells = rows.flatMap((row) => row.cells).filter(({ state }) => state !== "empty");
  return { done: cells.filter(({ state }) => state === "decided").length, all: cells.length };
}

/**
 * The place of the next cell that waits, row by row, from the first on again.
 * @param {GoldTable} table
 * @param {number} row
 * @param {number} column
 * @returns {[number, number] | null}
 */
export function nextOpen({ rows, accounts }, row, column) {
  const width = accounts.length;
  const all = rows.length * width;
  for (let step = 1; step <= all; step += 1) {
    const at = (row * width + column + step) % all;
    const [y, x] = [Math.floor(at / width), at % width];
    if (["open", "changed"].includes(rows[y].cells[x].state)) return [y, x];
  }
  return null;
}
