// @ts-check
/** Whose findings are shown, which rows, in which order of the columns: chosen in a form, kept in the address. */

/** @import { Row } from "./cells.js" */
/** @import { Sheet } from "./sheet.js" */

import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { kinds, passes } from "./faces.js";
import { told } from "./words.js";

const KINDS = ["disputed", "one", "hedged", "unchecked"];
const ADJUDICATED = 0; // whose it is: nobody's, as `annotator/queries/matrix.py` has it

/** Where the table of a story is read: what was decided is no part of the usual one. @param {number} story */
export function matrixAt(story) {
  const select = document.querySelector("#matrix-filters select[name=people]");
  const decided = select instanceof HTMLSelectElement && select.value === "adjudicated";
  return `/stories/${story}/matrix/${decided ? "?people=adjudicated" : ""}`;
}

export class Filters {
  /** @type {HTMLFormElement} */
  #form;

  /**
   * @param {HTMLFormElement} form - `templates/claims/filters.html`
   * @param {Sheet} sheet
   */
  constructor(form, sheet) {
    this.#form = form;
    this.sheet = sheet;
    form.querySelector("#matrix-apply")?.remove();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => target instanceof HTMLInputElement && this.#chosen());
    form.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLSelectElement)) return;
      if (target.name === "columns") this.#columns(target.value);
      else this.#chosen();
    });
    this.#whose();
    if (this.#isAhead()) this.#columns(this.#value("columns"));
  }

  /** Whether somebody chose before the table could hear it: then it is asked for as the form has it. */
  #isAhead() {
    return ["people", "columns"].some((name) => {
      const select = this.#form.elements.namedItem(name);
      if (!(select instanceof HTMLSelectElement)) return false;
      const came = [...select.options].find((option) => option.defaultSelected);
      return select.value !== (came?.value ?? "");
    });
  }

  /** @param {string} name */
  #value = (name) => String(new FormData(this.#form).get(name) ?? "");

  #whose() {
    const people = this.#value("people");
    const { cells, data } = this.sheet;
    cells.whose = people === "adjudicated" ? ADJUDICATED : people === "mine" ? data.me.id : Number(people) || null;
  }

  /** What was decided is read by itself: it is in nobody's findings. */
  get isDecided() {
    return this.sheet.cells.whose === ADJUDICATED;
  }

  /** Only one's own layer can be filled: who looks at somebody else's, looks. */
  get isTheirs() {
    const { cells, data } = this.sheet;
    return cells.whose !== null && cells.whose !== data.me.id;
  }

  #chosen() {
    const { whose: before } = this.sheet.cells;
    const decided = this.isDecided;
    this.#whose();
    this.#address();
    if (decided !== this.isDecided) return location.reload();
    if (before !== this.sheet.cells.whose) this.sheet.redraw();
    this.apply(false);
    const shown = this.sheet.cells.rows.filter((row) => !this.hides(row)).length;
    announce(say(shown === 1 ? told.shownOne : told.shown, { n: shown }));
  }

  #address() {
    const address = new URL(location.href);
    address.searchParams.delete("from"); // all rows are here
    for (const name of ["people", "show", "q", "columns"]) {
      const value = this.#value(name).trim();
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  }

  /** The columns are put in order by the server. @param {string} order */
  #columns(order) {
    remember(this.sheet.data.story, order);
    this.#address();
    location.reload();
  }

  /**
   * Put the columns in an order that somebody chose; it can be taken back, and is in the address.
   * @param {number[]} accounts - their ids
   */
  choose(accounts) {
    const before = this.sheet.cells.accounts.map(({ id }) => id);
    const kept = this.#value("columns");
    const act = (/** @type {number[]} */ order, /** @type {string} */ named) => {
      const select = this.#form.elements.namedItem("columns");
      if (!(select instanceof HTMLSelectElement)) return;
      if (!["", "source"].includes(named)) {
        const option = [...select.options].find(({ value }) => value.includes(",") || /^\d/.test(value)) ?? select.appendChild(new Option(told.asChosen));
        option.value = named;
      }
      select.value = named;
      remember(this.sheet.data.story, named);
      this.#address();
      this.sheet.order(order);
    };
    act(accounts, accounts.join(","));
    this.sheet.undo.did({ what: told.columnsTitle, undo: () => act(before, kept), redo: () => act(accounts, accounts.join(",")) });
  }

  /**
   * Move a column one to the left or to the right.
   * @param {number} account
   * @param {-1 | 1} by
   */
  step(account, by) {
    const order = this.sheet.cells.accounts.map(({ id }) => id);
    const to = order.indexOf(account) + by;
    if (to < 0 || to >= order.length) return;
    order.splice(to, 0, ...order.splice(to - by, 1));
    this.choose(order);
    announce(say(told.columnMoved, { account: this.sheet.named({ claim: "", article: account }), n: to + 1, all: order.length }));
  }

  /** Whoever found something can be chosen. */
  #people() {
    const select = this.#form.elements.namedItem("people");
    if (!(select instanceof HTMLSelectElement)) return;
    const there = new Set([...select.options].map(({ value }) => value));
    const { cells, data } = this.sheet;
    for (const { findings, quotes } of cells.rows.flatMap((row) => row.cells)) {
      for (const { id, name } of [...findings.map(({ annotator }) => annotator), ...quotes.flatMap(({ by }) => by)]) {
        if (id === data.me.id || id === ADJUDICATED || there.has(String(id))) continue;
        there.add(String(id));
        select.add(new Option(name, String(id)));
      }
    }
  }

  /**
   * Whether a row is left out.
   * @param {Row} row
   */
  hides(row) {
    const { cells, data } = this.sheet;
    return !passes(row, kinds(row, data.me.id, cells.whose), { show: this.#value("show"), text: this.#value("q") });
  }

  /**
   * Hide and show rows, and count each kind anew.
   * @param {boolean} [keep] - the row that somebody is in stays, though it may have become another
   */
  apply(keep = true) {
    this.#people();
    const { cells, table, data } = this.sheet;
    const filter = { show: this.#value("show"), text: this.#value("q") };
    const counts = new Map(KINDS.map((kind) => [kind, 0]));
    const shown = new Set();
    for (const row of cells.rows) {
      const is = kinds(row, data.me.id, cells.whose);
      for (const kind of is) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (passes(row, is, filter)) shown.add(row.id);
    }
    for (const tr of table.tBodies[0].rows) {
      const hide = !shown.has(tr.dataset.claim) && !(keep && !tr.hidden && tr.contains(document.activeElement));
      if (tr.hidden !== hide) tr.hidden = hide;
    }
    for (const option of this.#form.querySelectorAll("select[name=show] option")) {
      if (!(option instanceof HTMLOptionElement)) continue;
      const count = option.value ? counts.get(option.value) : cells.rows.length;
      option.text = option.text.replace(/\(\d+\)$/, `(${count})`);
    }
    const none = document.getElementById("matrix-none");
    if (none) none.hidden = shown.size > 0;
  }
}

const place = (/** @type {number} */ story) => `columns:${story}`;

/**
 * @param {number} story
 * @param {string} order
 */
function remember(story, order) {
  try {
    if (order) localStorage.setItem(place(story), order);
    else localStorage.removeItem(place(story));
  } catch {
    // Without storage the address has it.
  }
}

/**
 * The order of the columns that somebody chose in this browser is asked for when the address names none.
 * @param {number} story
 * @returns {boolean} whether the page is loaded anew
 */
export function remembered(story) {
  const address = new URL(location.href);
  if (address.searchParams.has("columns")) return false;
  try {
    const order = localStorage.getItem(place(story));
    if (!order) return false;
    address.searchParams.set("columns", order);
  } catch {
    return false;
  }
  location.replace(address);
  return true;
}
