// @ts-check
/** A table that one goes through with the arrow keys: one stop of the tab key, whatever its size. */

const PAGE = 8; // rows that PageUp and PageDown go

export class Grid {
  /** @type {HTMLAnchorElement | null} - where the tab key stops */
  #stop;

  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.table = table;
    table.setAttribute("role", "grid");
    for (const link of table.querySelectorAll("a")) link.tabIndex = -1;
    this.#stop = table.querySelector("td a") ?? table.querySelector("a");
    if (this.#stop) this.#stop.tabIndex = 0;
    table.addEventListener("keydown", (event) => this.#move(event));
    table.addEventListener("focusin", ({ target }) => {
      if (!(target instanceof HTMLAnchorElement)) return;
      if (this.#stop) this.#stop.tabIndex = -1;
      target.tabIndex = 0;
      this.#stop = target;
    });
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const cell = event.target instanceof Element ? event.target.closest("td, th") : null;
    if (!(cell instanceof HTMLTableCellElement) || event.altKey || event.shiftKey || event.metaKey) return;
    const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
    const rtl = getComputedStyle(this.table).direction === "rtl";
    const rows = [...this.table.rows].filter(({ hidden }) => !hidden); // a filter's others are stepped over
    const from = { row: rows.indexOf(row), column: cell.cellIndex };
    const to = target(event, from, { rows: rows.length, columns: row.cells.length, rtl });
    if (!to) return;
    event.preventDefault();
    this.#focus(rows[to.row], to, from);
  }

  /**
   * @param {HTMLTableRowElement | undefined} row
   * @param {Place} to
   * @param {Place} from
   */
  #focus(row, to, from) {
    const link = row?.cells[to.column]?.querySelector("a");
    if (!link) return; // the corner, or a claim that one may not edit
    link.focus({ preventScroll: true });
    // The head and the first column lie over the rest: a cell that is only beside them is not yet in sight.
    const inline = to.column < from.column && to.column <= 1 ? "end" : "nearest";
    const block = to.row < from.row && to.row <= 1 ? "end" : "nearest";
    (link.closest("td, th") ?? link).scrollIntoView({ block, inline });
  }
}

/** @typedef {{row: number, column: number}} Place */

/**
 * Where a key leads in a table. Pure.
 * @param {{key: string, ctrlKey: boolean}} event
 * @param {Place} from
 * @param {{rows: number, columns: number, rtl?: boolean}} size
 * @returns {Place | undefined}
 */
export function target({ key, ctrlKey }, { row, column }, { rows, columns, rtl = false }) {
  const within = (/** @type {number} */ value, /** @type {number} */ count) => Math.min(Math.max(value, 0), count - 1);
  const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[key];
  if (step && !ctrlKey) return { row, column: within(column + step, columns) };
  const down = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[key];
  if (down && !ctrlKey) return { row: within(row + down, rows), column };
  if (key === "Home") return { row: ctrlKey ? 1 : row, column: 1 };
  if (key === "End") return { row: ctrlKey ? rows - 1 : row, column: columns - 1 };
  return undefined;
}
