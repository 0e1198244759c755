// @ts-check
/** A story's page: the claim x source table by keyboard, cells in a dialog, claims without a reload. */

/** @import { At, Matrix, Value } from "../matrix/cells.js" */
/** @import { Person } from "../types.js" */

import { Refused, request, uuid } from "../api.js";
import { writing } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { Feed } from "../live/feed.js";
import { told as news } from "../live/words.js";
import { Cells, UNCHECKED, pressed } from "../matrix/cells.js";
import { CellDialog } from "../matrix/dialog.js";
import { Grid } from "../matrix/grid.js";
import { drawCell, drawRow, inWords } from "../matrix/table.js";
import { told } from "../matrix/words.js";
import { say } from "../strings.js";
import { Undo } from "../undo.js";

const SOON = 300; // ms: what happens together is asked for once

const table = document.getElementById("matrix");
if (table instanceof HTMLTableElement) start(table);

/** @param {HTMLTableElement} matrix */
function start(matrix) {
  /** @type {{story: number, project: number, seq: number, me: Person, may: {fill: boolean}}} */
  const data = JSON.parse(document.getElementById("page-data")?.textContent ?? "");
  const address = `/stories/${data.story}/matrix/`;
  new Grid(matrix);
  const undo = new Undo();
  /** @type {Cells | undefined} - until it is loaded the links lead to the cells' pages */
  let cells;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let looking;
  const dialog = new CellDialog(
    /** @type {HTMLDialogElement} */ (document.getElementById("cell-dialog")),
    (at, value) => change(at, value),
  );

  load();

  async function load() {
    try {
      /** @type {Matrix} */
      const answer = (await request("GET", address)).data;
      cells = new Cells(answer, data.me, { put, changed, refused });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
    }
  }

  /**
   * @param {At} at
   * @param {Value} value
   */
  const put = ({ claim, article }, { status, certainty, note }) =>
    request("PUT", `/claims/${claim}/cells/${article}/`, { body: { status, certainty, note } });

  /** @param {At} at */
  function changed(at) {
    if (!cells) return;
    const td = matrix.querySelector(`tr[data-claim="${at.claim}"] td[data-article="${at.article}"]`);
    if (td instanceof HTMLElement) drawCell(td, cells.cell(at), data.me.id);
    progress();
  }

  /**
   * @param {At} at
   * @param {unknown} error
   */
  function refused(at, error) {
    if (!(error instanceof Refused)) throw error;
    toast(say(told.refused, { reason: error.message }));
  }

  function progress() {
    if (!cells) return;
    const { done, all } = cells.progress;
    const bar = document.querySelector("#matrix-progress progress");
    if (bar instanceof HTMLProgressElement) [bar.max, bar.value] = [all, done];
    const line = document.querySelector("#matrix-progress .number");
    if (line) line.textContent = say(told.progress, { done, all });
  }

  /** @param {At} at */
  const account = ({ article }) => cells?.accounts.find(({ id }) => id === article);
  /** @param {At} at */
  const named = (at) => account(at)?.source || account(at)?.title || "";

  /**
   * @param {At} at
   * @param {Value} value
   */
  function change(at, value) {
    const own = cells;
    if (!own) return;
    const before = own.mine(at) ?? { status: UNCHECKED, certainty: null, note: "" };
    const what = say(told.set, { account: named(at), status: inWords(value.status, value.certainty) });
    const same = ["status", "certainty", "note"].every((name) => before[/** @type {"note"} */ (name)] === value[/** @type {"note"} */ (name)]);
    if (same) return;
    undo.did({ what, undo: () => own.set(at, before), redo: () => own.set(at, value) });
    own.set(at, value);
    announce(what);
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

  matrix.addEventListener("click", (event) => {
    const at = place(event.target);
    if (!at || !cells || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!getSelection()?.isCollapsed) return; // somebody selects words to copy them
    event.preventDefault();
    dialog.open(at, cells);
  });

  matrix.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = place(event.target);
    if (!at || !pressed(event.key, undefined)) return;
    event.preventDefault();
    if (!data.may.fill) announce(told.readOnly);
    else if (!cells) announce(told.notYet);
    else change(at, /** @type {Value} */ (pressed(event.key, cells.mine(at))));
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    const again = key === "y" || event.shiftKey;
    const deed = again ? undo.redo() : undo.undo();
    announce(deed ? say(again ? told.redone : told.undone, { what: deed.what }) : told.nothing);
  });

  // Others work on the same table. What they add or take away is shown when one asks for it, not while one writes.
  new Feed({ me: data.me.id, project: data.project, seq: data.seq }, {
    change: ({ scope, verb, actor }) => {
      const others = verb.startsWith("claim.") ? actor?.id !== data.me.id : true;
      if (scope === `story:${data.story}` && others) soon();
    },
    reset: soon,
    state: (up) => up || soon(),
  });
  document.addEventListener("visibilitychange", () => document.hidden || soon());

  function soon() {
    clearTimeout(looking);
    looking = setTimeout(look, SOON);
  }

  async function look() {
    const answer = await request("GET", address).catch(() => undefined);
    if (!answer || !cells || cells.merge(answer.data)) return;
    toast(news.table, { label: news.reload, act: () => location.reload() });
  }

  const form = document.getElementById("new-claim");
  form?.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[name=wording]");
    if (!cells || !(input instanceof HTMLInputElement)) return; // the form is sent as without scripts
    event.preventDefault();
    try {
      const body = { id: uuid(), wording: input.value };
      const made = (await request("POST", `/stories/${data.story}/claims/`, { body })).data;
      const row = { id: made.id, wording: made.wording, cells: cells.accounts.map(({ id }) => ({ article: id, findings: [], quotes: [] })) };
      cells.addRow(row);
      const line = drawRow(row, cells.accounts, data.me.id);
      matrix.tBodies[0].append(line);
      line.scrollIntoView({ block: "nearest" });
      progress();
      input.value = "";
      announce(say(told.added, { wording: made.wording }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
    }
  });
}
