// @ts-check
/**
 * What everybody found, cell by cell, and what one changes oneself: shown at once, saved in order, put back
 * when the server refuses. Pure but for the `put` that it is given.
 */

/** @import { Person } from "../types.js" */
/** @import { Change } from "../live/feed.js" */

/**
 * @typedef {{status: string, certainty: number | null, note: string}} Value
 * @typedef {{wording: string, status: string, certainty: number | null, note: string}} Also - of a claim merged into this
 * @typedef {Value & {annotator: Person, also?: Also[], look_again?: number | null, updated_at?: string | null}} Finding
 * @typedef {{annotation: string, revision: number, text: string, author: Person, by: Person[], mentions: string[], said: string}} Quote
 * @typedef {{annotator: number, revision: number, at: string, status: string, certainty: number | null, text: string, waits: boolean}} Retold - what one person marked on one text of an account
 * @typedef {{article: number, findings: Finding[], quotes: Quote[], retold?: Retold[]}} Cell
 * @typedef {{kind: string, outward: boolean, count: number}} LinkMark - how often a claim is linked in one way
 * @typedef {{id: string, wording: string, version: number, links?: LinkMark[], cells: Cell[]}} Row - cells that nobody touched may be missing in an answer
 * @typedef {{id: number, title: string, source: string, published_at: string | null, outlet: number | null, origin: number}} Account
 * @typedef {{accounts: Account[], rows: Row[]}} Matrix
 * @typedef {{claim: string, article: number}} At
 * @typedef {{number: number, since: number}} Asked - when the table was asked for: which question it was, and the clock then
 * @typedef {(at: At, value: Value) => Promise<unknown>} Put
 */

import { face, reports, seen } from "./faces.js";

export const UNCHECKED = "unchecked";
/** @type {Record<string, string>} */
const STATUS_OF = { a: "asserted", d: "denied", f: "differs", n: "not_reported", u: UNCHECKED };

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

  /** Counts what changed here, so that an answer that was on its way meanwhile does not put it back. */
  clock = 0;
  #asked = 0;
  /** The last question that was answered: what comes later and was asked before is older. */
  #answered = 0;
  /** @type {Map<string, number>} */
  #touched = new Map();
  /** Whose findings are shown: null for everybody's. @type {number | null} */
  whose = null;

  /**
   * @param {Row} row
   * @returns {Row} with a cell an account, in their order
   */
  addRow(row) {
    const full = this.#full(row);
    this.rows.push(full);
    for (const cell of full.cells) this.#cells.set(key({ claim: row.id, article: cell.article }), cell);
    return full;
  }

  /**
   * @param {Row} row
   * @returns {Row}
   */
  #full(row) {
    const there = new Map(row.cells.map((cell) => [cell.article, cell]));
    const cells = this.accounts.map(({ id }) => there.get(id) ?? { article: id, findings: [], quotes: [] });
    return { ...row, cells };
  }

  /**
   * @param {string} claim
   * @returns {Row | undefined}
   */
  row = (claim) => this.rows.find(({ id }) => id === claim);

  /** As it is shown: all that was found, or one person's. @param {At} at */
  shown = (at) => seen(this.cell(at), this.whose);

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
    return { done: all.filter((cell) => face(seen(cell, this.whose), this.me.id).status !== UNCHECKED).length, all: all.length };
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
        this.#touched.set(key(at), ++this.clock);
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
    const others = this.cell(at).findings.filter(({ annotator }) => annotator.id !== this.me.id);
    this.#put(at, value ? [{ ...value, annotator: this.me }, ...others] : others);
  }

  /** Say that the table is asked for now. @returns {Asked} */
  ask() {
    return { number: ++this.#asked, since: this.clock };
  }

  /**
   * Take over what others did meanwhile; what is being saved here stays.
   * @param {Matrix} matrix
   * @param {Asked} [asked] - when it was: what changed here since then stays
   * @returns {boolean | null} whether the rows are others, or stand otherwise, or their heads say something else; null when the accounts do: only a new page shows that
   */
  merge(matrix, { number, since } = this.ask()) {
    if (number < this.#answered) return false;
    this.#answered = number;
    const same = (/** @type {Account[]} */ accounts) => accounts.map(({ id }) => id).sort().join();
    if (same(matrix.accounts) !== same(this.accounts)) return null;
    const before = shape(this);
    const told = new Map(matrix.accounts.map((account) => [account.id, account]));
    for (const account of this.accounts) Object.assign(account, told.get(account.id));
    const known = new Map(this.rows.map((row) => [row.id, row]));
    this.rows = [];
    for (const row of matrix.rows) {
      const old = known.get(row.id);
      if (!old) {
        this.addRow(row);
        continue;
      }
      this.rows.push(Object.assign(old, { wording: row.wording, version: row.version, links: row.links }));
      for (const { article, findings, quotes } of this.#full(row).cells) this.#renew({ claim: row.id, article }, findings, quotes, since);
    }
    for (const id of known.keys()) {
      if (!this.row(id)) for (const { id: article } of this.accounts) this.#cells.delete(key({ claim: id, article }));
    }
    return shape(this) !== before;
  }

  /**
   * @param {At} at
   * @param {Finding[]} findings
   * @param {Quote[]} quotes
   * @param {number} since
   */
  #renew(at, findings, quotes, since) {
    const cell = this.cell(at);
    const line = this.#lines.get(key(at));
    if ((this.#touched.get(key(at)) ?? 0) > since) return;
    if (line?.running || JSON.stringify([findings, quotes]) === JSON.stringify([cell.findings, cell.quotes])) return;
    Object.assign(cell, { findings, quotes });
    this.ways.changed(at);
  }

  /**
   * Hear of one cell that somebody set, from the live feed.
   * @param {Change} change - `cell.set`
   * @returns {boolean} false when it is of a row or account that is not here
   */
  hear({ subject, actor, after }) {
    const at = { claim: subject, article: after.article };
    const cell = this.#cells.get(key(at));
    if (!cell || !actor) return false;
    if (this.#lines.get(key(at))?.running && actor.id === this.me.id) return true; // what is being saved here comes later
    const finding = { annotator: actor, status: after.status, certainty: after.certainty, note: after.note, also: [] };
    const mine = actor.id === this.me.id;
    const others = cell.findings.filter(({ annotator }) => annotator.id !== actor.id);
    this.#put(at, mine ? [finding, ...others] : [...others, finding]);
    return true;
  }

  /**
   * @param {At} at
   * @param {Finding[]} findings
   */
  #put(at, findings) {
    this.cell(at).findings = findings;
    this.#touched.set(key(at), ++this.clock);
    this.ways.changed(at);
  }
}

/** @param {At} at */
const key = ({ claim, article }) => `${claim} ${article}`;

/** What a table shows beside its cells. @param {Cells} cells */
const shape = ({ rows, accounts }) =>
  JSON.stringify([rows.map(({ id, wording, links }) => [id, wording, links ?? []]), accounts.map(({ outlet, origin }) => [outlet, origin])]);
