// @ts-check
/** The claim x source table of a page: its cells, how they are saved and drawn, what was done and can be taken back. */

/** @import { At, Matrix, Row, Value } from "./cells.js" */
/** @import { Person } from "../types.js" */

import { Refused, request } from "../api.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { Undo } from "../undo.js";
import { Cells, UNCHECKED } from "./cells.js";
import { Filters, matrixAt } from "./filtering.js";
import { drawCell, drawHead, drawRow, inWords } from "./table.js";
import { told } from "./words.js";

const FIRST = 500; // ms until a save that failed is tried again; twice as long each time
const LONGEST = 15_000;
const AT_ONCE = 20; // rows drawn before a key may come in between

/** @typedef {{story: number, project: number, seq: number, me: Person, may: {fill: boolean}}} Data */

export class Sheet {
  undo = new Undo();
  /** @type {Map<string, HTMLTableRowElement>} */
  #lines = new Map();
  /** @type {Set<string>} - cells whose saving failed for now */
  #waiting = new Set();
  #due = false;
  /** @type {Set<string>} - claims whose cells changed since they were counted */
  #touched = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /**
   * @param {HTMLTableElement} table
   * @param {Data} data
   * @param {Matrix} matrix
   */
  constructor(table, data, matrix) {
    this.table = table;
    this.data = data;
    const order = [...table.querySelectorAll("thead th[data-article]")].map((th) => Number(/** @type {HTMLElement} */ (th).dataset.article));
    const accounts = [...matrix.accounts].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    this.cells = new Cells({ ...matrix, accounts }, data.me, {
      put: (at, value) => this.#put(at, value),
      changed: (at) => this.#changed(at),
      refused: (_, error) => refused(error, told.refused),
    });
    for (const tr of table.tBodies[0].rows) this.#lines.set(tr.dataset.claim ?? "", tr);
    this.filters = new Filters(/** @type {HTMLFormElement} */ (document.getElementById("matrix-filters")), this);
    addEventListener("beforeunload", (event) => this.#waiting.size && event.preventDefault());
    this.rearrange();
  }

  get address() {
    return matrixAt(this.data.story);
  }

  /**
   * @param {At} at
   * @param {Value} value
   */
  async #put(at, { status, certainty, note }) {
    const address = `/claims/${at.claim}/cells/${at.article}/`;
    for (let wait = FIRST; ; wait = Math.min(2 * wait, LONGEST)) {
      try {
        await request("PUT", address, { body: { status, certainty, note } });
        this.#unsaved(at, false);
        return;
      } catch (error) {
        const passing = error instanceof Refused && error.passing;
        this.#unsaved(at, passing);
        if (!passing) throw error;
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  /**
   * @param {At} at
   * @param {boolean} is
   */
  #unsaved(at, is) {
    const key = `${at.claim} ${at.article}`;
    if (is && !this.#waiting.has(key)) toast(told.unsaved);
    if (is) this.#waiting.add(key);
    else this.#waiting.delete(key);
    this.td(at)?.classList.toggle("unsaved", is);
  }

  /** @param {At} at */
  td = ({ claim, article }) => {
    const found = this.#lines.get(claim)?.querySelector(`td[data-article="${article}"]`);
    return found instanceof HTMLElement ? found : undefined;
  };

  /** @param {string} claim */
  tr = (claim) => this.#lines.get(claim);

  /** @param {At} at */
  #changed(at) {
    const td = this.td(at);
    if (td) drawCell(td, this.cells.shown(at), this.data.me.id);
    this.#touched.add(at.claim);
    // Counting goes over all cells: once for what changes together.
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.counted();
      for (const claim of this.#touched) {
        const [row, tr] = [this.cells.row(claim), this.#lines.get(claim)];
        if (row && tr) drawHead(tr, row, this.cells.accounts, this.#reader);
      }
      this.#touched.clear();
    });
  }

  /** Who looks at what. */
  get #reader() {
    return { me: this.data.me.id, fills: this.data.may.fill, whose: this.cells.whose };
  }

  counted() {
    const { done, all } = this.cells.progress;
    const bar = document.querySelector("#matrix-progress progress");
    if (bar instanceof HTMLProgressElement) [bar.max, bar.value] = [all, done];
    const line = document.querySelector("#matrix-progress .number");
    if (line) line.textContent = say(told.progress, { done, all });
    this.filters.apply();
  }

  /** Draw all cells anew: somebody else's are shown. */
  redraw() {
    for (const row of this.cells.rows) {
      const tr = this.#lines.get(row.id);
      if (!tr) continue;
      for (const { article } of row.cells) {
        const at = { claim: row.id, article };
        const td = this.td(at);
        if (td) drawCell(td, this.cells.shown(at), this.data.me.id);
      }
      drawHead(tr, row, this.cells.accounts, this.#reader);
    }
    this.counted();
  }

  /**
   * Put the lines in the rows' order; draw those that are new, take out those that are gone. Of many that are
   * missing some are drawn at once and the others soon, so that keys are answered in between.
   * @param {boolean} [whole] - all at once
   */
  rearrange(whole = false) {
    clearTimeout(this.#later);
    const body = this.table.tBodies[0];
    const focused = document.activeElement;
    const here = new Set(this.cells.rows.map(({ id }) => id));
    for (const [id, tr] of this.#lines) {
      if (here.has(id)) continue;
      tr.remove();
      this.#lines.delete(id);
    }
    let left = whole ? Infinity : AT_ONCE;
    let place = 0;
    for (const row of this.cells.rows) {
      let tr = this.#lines.get(row.id);
      if (tr) drawHead(tr, row, this.cells.accounts, this.#reader);
      else if (left > 0) {
        left -= 1;
        tr = drawRow(row, this.cells.accounts, this.cells.shown, this.#reader);
        tr.hidden = this.filters.hides(row);
        this.#lines.set(row.id, tr);
      } else continue;
      if (body.rows[place] !== tr) body.insertBefore(tr, body.rows[place] ?? null);
      place += 1;
    }
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.table.ariaRowCount = String(this.cells.rows.length + 1);
    if (place < this.cells.rows.length) this.#later = setTimeout(() => this.rearrange());
    else {
      document.getElementById("matrix-parts")?.remove(); // the ways to rows that are all here now
      this.counted();
    }
  }

  /**
   * Put the columns in another order; rows that are still to be drawn follow it.
   * @param {number[]} order - the accounts' ids
   */
  order(order) {
    const focused = document.activeElement;
    const by = (/** @type {number} */ a, /** @type {number} */ b) => order.indexOf(a) - order.indexOf(b);
    this.cells.accounts.sort((a, b) => by(a.id, b.id));
    for (const { cells } of this.cells.rows) cells.sort((a, b) => by(a.article, b.article));
    for (const tr of this.table.rows) {
      const [, ...rest] = tr.cells;
      tr.append(...rest.sort((a, b) => by(Number(a.dataset.article), Number(b.dataset.article))));
    }
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  /** Read the whole table anew. @returns {Promise<boolean>} whether that could be */
  async look() {
    const asked = this.cells.ask();
    const answer = await request("GET", this.address).catch(() => undefined);
    if (!answer) return false;
    const changed = this.cells.merge(answer.data, asked);
    if (changed === null) toast(told.otherAccounts, { label: told.reload, act: () => location.reload() });
    else if (changed) this.rearrange();
    return true;
  }

  /** @param {Row} row */
  add(row) {
    this.cells.addRow(row);
    this.rearrange(true);
    const tr = this.#lines.get(row.id);
    if (tr) tr.hidden = false;
    tr?.scrollIntoView({ block: "nearest" });
  }

  /** @param {At} at */
  named({ article }) {
    const account = this.cells.accounts.find(({ id }) => id === article);
    return account?.source || account?.title || "";
  }

  /**
   * Set one's finding; it can be taken back.
   * @param {At} at
   * @param {Value} value
   */
  change(at, value) {
    if (!this.data.may.fill) return announce(told.readOnly);
    if (this.filters.isDecided) return announce(told.asDecided);
    if (this.filters.isTheirs) return announce(told.theirs);
    const { cells } = this;
    const mine = cells.mine(at);
    const before = mine ? { status: mine.status, certainty: mine.certainty, note: mine.note } : { status: UNCHECKED, certainty: null, note: "" };
    const what = say(told.set, { account: this.named(at), status: inWords(value.status, value.certainty) });
    const same = before.status === value.status && before.certainty === value.certainty && before.note === value.note;
    if (same && !mine?.also?.length && !mine?.look_again) return undefined;
    this.undo.did({ what, undo: () => void cells.set(at, before), redo: () => void cells.set(at, value) });
    void cells.set(at, value);
    return announce(what);
  }

  /**
   * Do something on the server that can be taken back, and show what came of it.
   * @param {string} what - the sentence that says it
   * @param {() => Promise<unknown>} act
   * @param {() => Promise<unknown>} back
   * @returns {Promise<boolean>}
   */
  async act(what, act, back) {
    const run = async (/** @type {() => Promise<unknown>} */ deed) => {
      try {
        await deed();
        return true;
      } catch (error) {
        refused(error);
        return false;
      } finally {
        await this.look();
      }
    };
    if (!(await run(act))) return false;
    this.undo.did({ what, undo: () => void run(back), redo: () => void run(act) });
    toast(what, { label: told.takeBack, act: () => this.step(false) });
    return true;
  }

  /** @param {boolean} again */
  step(again) {
    const deed = again ? this.undo.redo() : this.undo.undo();
    announce(deed ? say(again ? told.redone : told.undone, { what: deed.what }) : told.nothing);
  }
}

/**
 * @param {unknown} error
 * @param {string} [sentence]
 */
export function refused(error, sentence) {
  if (!(error instanceof Refused)) throw error;
  toast(sentence ? say(sentence, { reason: error.message }) : error.message);
}
