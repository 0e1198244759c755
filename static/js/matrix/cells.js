// @ts-check
/**
 * What everybody found, cell by cell, and what one changes oneself: shown at once, saved in order, put back
 * when the server refuses. Pure but for the `put` that it is given.
 */

/** @import { Person } from "../types.js" */

/**
 * @typedef {{status: string, certainty: number | null, note: string}} Value
 * @typedef {Value & {annotator: Person}} Finding
 * @typedef {{annotation: string, revision: number, text: string, author: Person}} Quote
 * @typedef {{article: number, findings: Finding[], quotes: Quote[]}} Cell
 * @typedef {{id: string, wording: string, cells: Cell[]}} Row
 * @typedef {{id: number, title: string, source: string, published_at: string | null}} Account
 * @typedef {{accounts: Account[], rows: Row[]}} Matrix
 * @typedef {{claim: string, article: number}} At
 * @typedef {(at: At, value: Value) => Promise<unknown>} Put
 */

export const UNCHECKED = "unchecked";
const REPORTED = new Set(["asserted", "denied", "differs"]);
/** @type {Record<string, string>} */
const STATUS_OF = { a: "asserted", d: "denied", f: "differs", n: "not_reported", u: UNCHECKED };

/** Whether certainty can be said of a status: only of what an account reports. */
export const reports = (/** @type {string} */ status) => REPORTED.has(status);

/**
 * What a pressed key makes of one's finding.
 * @param {string} key
 * @param {Value | undefined} mine
 * @returns {Value | undefined} nothing for a key that means nothing here
 */
export function pressed(key, mine) {
  const note = mine?.note ?? "";
  const status = STATUS_OF[key.toLowerCase()];
  if (status) return { status, certainty: reports(status) ? (mine?.certainty ?? null) : null, note };
  if (!/^[1-4]$/.test(key)) return undefined;
  return { status: mine && reports(mine.status) ? mine.status : "asserted", certainty: Number(key), note };
}

/**
 * What a cell shows: one's own finding, else the first of the others'; and whether people disagree.
 * @param {Cell} cell
 * @param {number} me
 */
export function face({ findings }, me) {
  const settled = findings.filter(({ status }) => status !== UNCHECKED);
  const lead = settled.find(({ annotator }) => annotator.id === me) ?? settled[0];
  const different = new Set(settled.map(({ status, certainty }) => `${status} ${certainty}`));
  return { status: lead?.status ?? UNCHECKED, certainty: lead?.certainty ?? null, contested: different.size > 1 };
}

export class Cells {
  /** @type {Map<string, {kept: Value | undefined, wanted?: Value, running?: Promise<boolean>}>} */
  #lines = new Map();
  /** @type {Map<string, Cell>} */
  #cells = new Map();

  /**
   * @param {Matrix} matrix
   * @param {Person} me
   * @param {{put: Put, changed: (at: At) => void, refused: (at: At, error: unknown) => void}} ways
   */
  constructor(matrix, me, ways) {
    this.me = me;
    this.ways = ways;
    this.accounts = matrix.accounts;
    /** @type {Row[]} */
    this.rows = [];
    for (const row of matrix.rows) this.addRow(row);
  }

  /** @param {Row} row */
  addRow(row) {
    this.rows.push(row);
    for (const cell of row.cells) this.#cells.set(key({ claim: row.id, article: cell.article }), cell);
  }

  /**
   * @param {At} at
   * @returns {Cell}
   */
  cell(at) {
    const found = this.#cells.get(key(at));
    if (!found) throw new Error("no such cell");
    return found;
  }

  /**
   * @param {At} at
   * @returns {Finding | undefined}
   */
  mine = (at) => this.cell(at).findings.find(({ annotator }) => annotator.id === this.me.id);

  get progress() {
    const all = [...this.#cells.values()];
    return { done: all.filter((cell) => face(cell, this.me.id).status !== UNCHECKED).length, all: all.length };
  }

  /**
   * Change one's finding: at once here, then on the server. Values that follow each other faster than they
   * are saved are not all sent, only the last.
   * @param {At} at
   * @param {Value} value
   * @returns {Promise<boolean>} whether it was kept
   */
  set(at, value) {
    const line = this.#lines.get(key(at)) ?? { kept: undefined };
    this.#lines.set(key(at), line);
    if (!line.running) line.kept = this.mine(at);
    line.wanted = value;
    this.#apply(at, value);
    line.running ??= this.#save(at, line);
    return line.running;
  }

  /**
   * @param {At} at
   * @param {{kept: Value | undefined, wanted?: Value, running?: Promise<boolean>}} line
   */
  async #save(at, line) {
    try {
      while (line.wanted) {
        const value = line.wanted;
        line.wanted = undefined;
        await this.ways.put(at, value);
        line.kept = value;
      }
      return true;
    } catch (error) {
      line.wanted = undefined;
      this.#apply(at, line.kept);
      this.ways.refused(at, error);
      return false;
    } finally {
      line.running = undefined;
    }
  }

  /**
   * @param {At} at
   * @param {Value | undefined} value
   */
  #apply(at, value) {
    const cell = this.cell(at);
    const others = cell.findings.filter(({ annotator }) => annotator.id !== this.me.id);
    cell.findings = value ? [{ ...value, annotator: this.me }, ...others] : others;
    this.ways.changed(at);
  }

  /**
   * Take over what others did meanwhile; what is being saved here stays.
   * @param {Matrix} matrix
   * @returns {boolean} false when rows or accounts are not the same any more: only a new page shows that
   */
  merge(matrix) {
    if (shape(matrix) !== shape(this)) return false;
    for (const row of matrix.rows) {
      for (const { article, findings, quotes } of row.cells) {
        const at = { claim: row.id, article };
        const cell = this.cell(at);
        if (this.#lines.get(key(at))?.running || JSON.stringify([findings, quotes]) === JSON.stringify([cell.findings, cell.quotes])) continue;
        Object.assign(cell, { findings, quotes });
        this.ways.changed(at);
      }
    }
    return true;
  }
}

/** @param {At} at */
const key = ({ claim, article }) => `${claim} ${article}`;

/** @param {Matrix} matrix */
const shape = ({ accounts, rows }) =>
  JSON.stringify([accounts.map(({ id }) => id), rows.map(({ id, wording }) => [id, wording])]);
