// @ts-check
/** What a cell shows, and what kind of row a claim is: as one person found it, or as all did. Pure. */

/** @import { Account, Cell, Finding, Row } from "./cells.js" */

const UNCHECKED = "unchecked";
const BARE = 4; // the step that leaves nothing open
const REPORTED = new Set(["asserted", "denied", "differs"]);

/** Whether certainty can be said of a status: only of what an account reports. */
export const reports = (/** @type {string} */ status) => REPORTED.has(status);

/**
 * A cell as one person has it; as all have it without one.
 * @param {Cell} cell
 * @param {number | null} whose
 * @returns {Cell}
 */
export function seen(cell, whose) {
  if (whose === null) return cell;
  return {
    article: cell.article,
    findings: cell.findings.filter(({ annotator }) => annotator.id === whose),
    quotes: cell.quotes.filter(({ by }) => by.some(({ id }) => id === whose)),
  };
}

/** @param {Finding[]} findings */
const settledOf = (findings) => findings.filter(({ status }) => status !== UNCHECKED);

/**
 * What a cell shows: one's own finding, else the first of the others'; and whether people disagree.
 * @param {Cell} cell
 * @param {number} me
 */
export function face({ findings }, me) {
  const settled = settledOf(findings);
  const lead = settled.find(({ annotator }) => annotator.id === me) ?? settled[0];
  const different = new Set(settled.map(({ status, certainty }) => `${status} ${certainty}`));
  return {
    status: lead?.status ?? UNCHECKED,
    certainty: lead?.certainty ?? null,
    contested: different.size > 1 || findings.some(({ also }) => (also ?? []).length > 0),
    people: settled.map(({ annotator }) => annotator),
  };
}

/**
 * What kind of row it is, as `annotator/queries/cells.py` has it.
 * @param {Row} row
 * @param {number} me
 * @param {number | null} whose
 * @returns {Set<string>}
 */
export function kinds({ cells }, me, whose) {
  const faces = cells.map((cell) => face(seen(cell, whose), me));
  const reported = faces.filter(({ status }) => reports(status));
  const statuses = new Set(reported.map(({ status }) => status));
  const steps = new Set(reported.map(({ certainty }) => certainty).filter(Boolean));
  const told = {
    disputed: statuses.size > 1 || statuses.has("differs") || faces.some(({ contested }) => contested),
    one: reported.length === 1,
    hedged: steps.has(BARE) && steps.size > 1,
    unchecked: faces.some(({ status }) => status === UNCHECKED),
  };
  return new Set(Object.entries(told).flatMap(([kind, holds]) => (holds ? [kind] : [])));
}

/**
 * How many outlets assert a claim or differ in it, and of how many origins, as `annotator/queries/coverage.py` counts.
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {number} me
 * @param {number | null} whose
 */
export function corroboration({ cells }, accounts, me, whose) {
  const of = new Map(accounts.map((account) => [account.id, account]));
  const by = cells.flatMap((cell) => {
    const account = of.get(cell.article);
    return account && /^(asserted|differs)$/.test(face(seen(cell, whose), me).status) ? [account] : [];
  });
  return { outlets: new Set(by.map(({ outlet }) => outlet)).size, origins: new Set(by.map(({ origin }) => origin)).size };
}

/**
 * Whether a filter leaves a row.
 * @param {Row} row
 * @param {Set<string>} is - its kinds
 * @param {{show: string, text: string}} filter
 */
export const passes = (row, is, { show, text }) =>
  (!show || is.has(show)) && row.wording.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
