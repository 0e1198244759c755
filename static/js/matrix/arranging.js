// @ts-check
/** The dialog of a row: word it anew, move it, merge it with another, split it, delete it. */

/** @import { Row } from "./cells.js" */
/** @import { Sheet } from "./sheet.js" */

import { request, uuid } from "../api.js";
import { h, shorten } from "../elements/dom.js";
import { toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { clashes } from "./clashes.js";
import { step } from "./rows.js";
import { inWords } from "./table.js";
import { told } from "./words.js";

const QUOTE = 90;

/**
 * @param {Sheet} sheet
 * @param {string} claim
 */
export function open(sheet, claim) {
  const row = sheet.cells.row(claim);
  if (!row) return;
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "dialog dialog-wide", "aria-labelledby": "row-title" },
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "row-title" }, row.wording),
      wording(sheet, row, close),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button button-small", onclick: () => void step(sheet, claim, -1) }, told.up),
        h("button", { type: "button", class: "button button-small", onclick: () => void step(sheet, claim, 1) }, told.down),
        h("a", { class: "button button-small", href: `/claims/${claim}/` }, told.quotesInContext),
        h("a", { class: "button button-small", href: `/claims/${claim}/#ladder-title` }, told.howSure),
      ),
      merging(sheet, row, close),
      splitting(sheet, row, close),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button button-danger", onclick: () => void remove(sheet, row, close) }, told.remove),
        h("button", { type: "button", class: "button", "data-closes": true }, told.close),
      ),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    const link = sheet.tr(claim)?.querySelector(".row-edit");
    if (link instanceof HTMLElement && document.activeElement === document.body) link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input")?.focus();
}

/**
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {() => void} close
 */
function wording(sheet, row, close) {
  const input = h("input", { id: "row-wording", name: "wording", maxlength: 400, required: true, dir: "auto" });
  input.value = row.wording;
  const form = h(
    "form",
    { class: "claim-new", method: "dialog" },
    h("label", { class: "hidden-words", for: "row-wording" }, told.wording),
    input,
    h("button", { type: "submit", class: "button" }, told.reword),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [before, after] = [row.wording, input.value.trim()];
    if (!after || after === before) return close();
    const say_ = (/** @type {string} */ words) => () =>
      request("PATCH", `/claims/${row.id}/`, { body: { wording: words }, version: sheet.cells.row(row.id)?.version ?? row.version });
    if (await sheet.act(say(told.reworded, { wording: after }), say_(after), say_(before))) close();
  });
  return form;
}

/**
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {() => void} close
 */
function merging(sheet, row, close) {
  const others = sheet.cells.rows.filter(({ id }) => id !== row.id);
  const select = h("select", { id: "row-other" }, h("option", { value: "" }, told.choose), ...others.map(({ id, wording: words }) => h("option", { value: id }, shorten(words, QUOTE))));
  const preview = h("div", { role: "status" });
  const button = h("button", { type: "button", class: "button", disabled: true, onclick: () => void merge() }, told.mergeDo);
  select.addEventListener("change", () => {
    const other = sheet.cells.row(select.value);
    button.disabled = !other;
    const found = other ? clashes(row, other) : [];
    const lines = found.map(({ article, annotator, here, there }) =>
      h("li", {}, say(told.mergeConflictLine, {
        name: annotator.name,
        account: sheet.named({ claim: row.id, article }),
        here: inWords(here.status, here.certainty),
        there: inWords(there.status, there.certainty),
      })),
    );
    preview.replaceChildren(
      ...(other ? [h("p", { class: "soft" }, told.mergePlain)] : []),
      ...(lines.length ? [h("p", {}, say(lines.length === 1 ? told.mergeConflictOne : told.mergeConflict, { n: lines.length })), h("ul", {}, ...lines)] : []),
    );
  });

  async function merge() {
    const other = sheet.cells.row(select.value);
    if (!other) return;
    let seq = 0;
    const what = say(told.merged, { wording: row.wording, other: other.wording });
    const act = async () => {
      const { data } = await request("POST", `/claims/${row.id}/merge/`, { body: { other: other.id } });
      seq = data.seq;
      for (const { why, kind, from, to } of data.dropped) {
        toast(say(told.mergeDropped[why], { one: from, kind: told.linked[kind] ?? kind, other: to }));
      }
    };
    const back = () => request("POST", `/stories/${sheet.data.story}/rows/undo/${seq}/`);
    if (await sheet.act(what, act, back)) close();
  }

  return h(
    "details",
    {},
    h("summary", {}, told.merge),
    h("div", { class: "field" }, h("label", { for: "row-other" }, told.mergeOther), select),
    preview,
    h("div", { class: "actions" }, button),
  );
}

/**
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {() => void} close
 */
function splitting(sheet, row, close) {
  const boxes = row.cells.flatMap((cell) => {
    if (!cell.quotes.length && !cell.findings.length) return [];
    const account = sheet.named({ claim: row.id, article: cell.article });
    const all = box(say(told.splitAll, { account }), "article", String(cell.article));
    return [all, ...cell.quotes.map((quote) => box(`“${shorten(quote.text, QUOTE)}”`, "mention", quote.mentions.join(" ")))];
  });
  const input = h("input", { id: "row-split", maxlength: 400, required: true, dir: "auto" });
  input.value = row.wording;
  const form = h(
    "form",
    { class: "stack", method: "dialog" },
    h("fieldset", { class: "choices choices-down" }, h("legend", {}, told.splitWhat), ...boxes),
    h("div", { class: "field" }, h("label", { for: "row-split" }, told.splitWording), input),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "button" }, told.splitDo)),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = new FormData(form);
    const body = {
      id: uuid(),
      wording: input.value,
      mentions: chosen.getAll("mention").flatMap((ids) => String(ids).split(" ")),
      articles: chosen.getAll("article").map(Number),
    };
    let seq = 0;
    const act = async () => {
      seq = (await request("POST", `/claims/${row.id}/split/`, { body })).data.seq;
      body.id = uuid(); // for doing it again
    };
    const back = () => request("POST", `/stories/${sheet.data.story}/rows/undo/${seq}/`);
    if (await sheet.act(say(told.splitDone, { wording: body.wording }), act, back)) close();
  });
  return boxes.length ? h("details", {}, h("summary", {}, told.split), form) : null;
}

/**
 * @param {string} label
 * @param {string} name
 * @param {string} value
 */
const box = (label, name, value) => h("label", { class: name === "mention" ? "choice-inner" : "" }, h("input", { type: "checkbox", name, value }), h("span", { dir: "auto" }, label));

/**
 * @param {Sheet} sheet
 * @param {Row} row
 * @param {() => void} close
 */
async function remove(sheet, row, close) {
  const address = `/claims/${row.id}/`;
  const done = await sheet.act(
    say(told.removed, { wording: row.wording }),
    () => request("DELETE", address),
    () => request("POST", `${address}restore/`),
  );
  if (done) close();
}
