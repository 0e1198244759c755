// @ts-check
/** What a cell shows, and what kind of row a claim is: as one person found it, or as all did. Pure. */

/** @import { Account, Cell, Finding, Retold, Row } from "./cells.js" */

const UNCHECKED = "unchecked";
export const BARE = 4; // the step that leaves nothing open
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
    retold: (cell.retold ?? []).filter(({ annotator }) => annotator === whose),
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
    again: findings.some(({ look_again }) => Boolean(look_again)),
    people: settled.map(({ annotator }) => annotator),
  };
}

/**
 * What an account says from text to text, as one person marked it, as `annotator/findings/retold.py` has it.
 * @param {Cell} cell
 * @param {number} me
 * @returns {Retold[]} of several texts, or nothing
 */
export function overTexts({ findings, retold = [] }, me) {
  const settled = settledOf(findings);
  const isMine = (/** @type {Finding} */ { annotator }) => annotator.id === me;
  const lead = settled.find(isMine) ?? settled[0];
  const found = [...(lead ? [lead] : []), ...findings.filter(isMine), ...findings];
  const people = [...found.map(({ annotator }) => annotator.id), ...retold.map(({ annotator }) => annotator)];
  const texts = people.map((person) => retold.filter(({ annotator }) => annotator === person)).find(({ length }) => length > 1);
  if (!texts) return [];
  const [last, ...before] = [...texts].sort((one, other) => other.revision - one.revision);
  const own = findings.find(({ annotator }) => annotator.id === last.annotator);
  // What was set here and is not saved yet has no time: it is newer than all.
  const isNewer = own && (!own.updated_at || Date.parse(own.updated_at) > Date.parse(last.at));
  const set = isNewer && own.certainty ? { ...last, certainty: own.certainty, waits: false } : last;
  return [...before.reverse(), set];
}

/**
 * The text before the newest one that had another certainty, and the newest.
 * @param {Cell} cell
 * @param {number} me
 * @returns {[Retold, Retold] | undefined}
 */
export function otherwise(cell, me) {
  const texts = overTexts(cell, me);
  const now = texts.at(-1);
  if (!now?.certainty) return undefined;
  const was = texts.slice(0, -1).reverse().find(({ certainty, status }) => certainty && certainty !== now.certainty && status === now.status);
  return was && [was, now];
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
    changed: faces.some(({ again }) => again),
  };
  return new Set(Object.entries(told).flatMap(([kind, holds]) => (holds ? [kind] : [])));
}

/**
 * How many outlets assert a claim, accounts without a source besides, and of how many origins, as `annotator/queries/coverage.py` counts.
 * @param {Row} row
 * @param {Account[]} accounts
 * @param {number} me
 * @param {number | null} whose
 */
export function corroboration({ cells }, accounts, me, whose) {
  const of = new Map(accounts.map((account) => [account.id, account]));
  const by = cells.flatMap((cell) => {
    const account = of.get(cell.article);
    return account && face(seen(cell, whose), me).status === "asserted" ? [account] : [];
  });
  const known = by.filter(({ outlet }) => outlet !== null);
  return {
    outlets: new Set(known.map(({ outlet }) => outlet)).size,
    unnamed: by.length - known.length,
    origins: new Set(by.map(({ origin }) => origin)).size,
  };
}

/**
 * Whether a filter leaves a row.
 * @param {Row} row
 * @param {Set<string>} is - its kinds
 * @param {{show: string, text: string}} filter
 */
export const passes = (row, is, { show, text }) =>
  (!show || is.has(show)) && row.wording.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
