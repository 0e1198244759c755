// @ts-check
/** A story's page: the claim x source table by keyboard, cells in a dialog, claims without a reload. */

/** @import { At, Matrix } from "../matrix/cells.js" */
/** @import { Data } from "../matrix/sheet.js" */

import { request, uuid } from "../api.js";
import { writing } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { pressed } from "../matrix/cells.js";
import { CellDialog } from "../matrix/dialog.js";
import { drag } from "../matrix/dragging.js";
import { matrixAt, remembered } from "../matrix/filtering.js";
import { Grid } from "../matrix/grid.js";
import { follow } from "../matrix/live.js";
import { arrange } from "../matrix/arrange.js";
import { step } from "../matrix/rows.js";
import { Sheet, refused } from "../matrix/sheet.js";
import { unplaced } from "../matrix/unplaced.js";
import { told } from "../matrix/words.js";
import { say } from "../strings.js";

/** @type {Data} */
const data = JSON.parse(document.getElementById("page-data")?.textContent ?? "{}");
const table = document.getElementById("matrix");
if (!(table instanceof HTMLTableElement)) unplaced(data);
else if (!remembered(data.story)) void start(table);

/** @param {HTMLTableElement} matrix */
async function start(matrix) {
  new Grid(matrix);
  /** @type {Sheet | undefined} - until it is loaded the links lead to the cells' pages */
  let sheet;
  /** @type {[At, string][]} - keys that were pressed until then: they count */
  const early = [];
  /** @type {(sheet: Sheet | null) => void} */
  let tell = () => {};
  if (data.may.fill) adding(new Promise((done) => (tell = done)));
  const dialog = new CellDialog(/** @type {HTMLDialogElement} */ (document.getElementById("cell-dialog")), () => sheet);

  matrix.addEventListener("click", (event) => {
    if (!sheet || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!getSelection()?.isCollapsed) return; // somebody selects words to copy them
    const claim = event.target instanceof Element && event.target.closest(".row-edit")?.closest("tr")?.dataset.claim;
    const at = place(event.target);
    if (!claim && !at) return;
    event.preventDefault();
    if (claim) void arrange(sheet, claim);
    else if (at) dialog.open(at);
  });

  matrix.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const claim = event.target instanceof Element ? event.target.closest("tr")?.dataset.claim : undefined;
    if (sheet && claim && event.altKey && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      void step(sheet, claim, event.key === "ArrowUp" ? -1 : 1);
      return;
    }
    const column = event.target instanceof Element ? event.target.closest("thead th")?.getAttribute("data-article") : undefined;
    if (sheet && column && event.altKey && /^Arrow(Left|Right)$/.test(event.key)) {
      event.preventDefault();
      const rtl = getComputedStyle(matrix).direction === "rtl";
      sheet.filters.step(Number(column), (event.key === "ArrowLeft") === rtl ? 1 : -1);
      return;
    }
    if (event.altKey) return;
    const at = place(event.target);
    if (claim && sheet && event.key.toLowerCase() === "m") void arrange(sheet, claim);
    if (!at || !pressed(event.key, undefined)) return;
    event.preventDefault();
    if (sheet) fill(sheet, at, event.key);
    else if (data.may.fill) early.push([at, event.key]);
    else announce(told.readOnly);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writing(event.target) || !sheet) return;
    if (document.querySelector("dialog[open]")) return; // it has its own
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    sheet.step(key === "y" || event.shiftKey);
  });

  try {
    /** @type {Matrix} */
    const answer = (await request("GET", matrixAt(data.story))).data;
    sheet = new Sheet(matrix, data, answer);
  } catch (error) {
    tell(null);
    return refused(error);
  }
  tell(sheet);
  follow(sheet);
  if (!data.may.fill) return;
  drag(sheet);
  unplaced(data, sheet);
  for (const [at, key] of early) fill(sheet, at, key);
}

/**
 * Change a cell as a key says.
 * @param {Sheet} sheet
 * @param {At} at
 * @param {string} key
 */
function fill(sheet, at, key) {
  const value = pressed(key, sheet.cells.mine(at));
  if (value) sheet.change(at, value);
}

/**
 * @param {EventTarget | null} target
 * @returns {At | undefined} the cell around it
 */
function place(target) {
  const td = target instanceof Element ? target.closest("td") : null;
  const claim = td?.closest("tr")?.dataset.claim;
  return td && claim ? { claim, article: Number(td.dataset.article) } : undefined;
}

/**
 * Add claims without loading the page anew, which would take what is typed next with it.
 * @param {Promise<Sheet | null>} loaded - the table, once it is there; null: it could not be read
 */
function adding(loaded) {
  const form = document.getElementById("new-claim");
  form?.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[name=wording]");
    if (!(input instanceof HTMLInputElement)) return;
    event.preventDefault();
    const wording = input.value;
    input.value = ""; // what is typed next, while this is on its way, stays
    try {
      const body = { id: uuid(), wording };
      const made = (await request("POST", `/stories/${data.story}/claims/`, { body })).data;
      const sheet = await loaded;
      if (!sheet) return location.reload();
      if (!sheet.cells.row(made.id)) sheet.add({ id: made.id, wording: made.wording, version: made.version, cells: [] });
      announce(say(told.added, { wording: made.wording }));
    } catch (error) {
      input.value ||= wording;
      refused(error);
    }
  });
}
