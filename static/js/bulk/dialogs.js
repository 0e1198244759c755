// @ts-check
/** The two questions about several marks: whether to delete them, and what to change of them. */

/** @import { Annotation, Answer } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Act } from "./acts.js" */

import { h } from "../elements/dom.js";
import { check, dimensionRows, layerRow } from "../elements/fields.js";
import { say, words } from "../strings.js";
import { changes } from "./acts.js";
import { told } from "./words.js";

/**
 * @param {number} count
 * @returns {Promise<boolean>}
 */
export const askDelete = (count) =>
  new Promise((done) => {
    const title = count === 1 ? told.deleteTitleOne : say(told.deleteTitle, { count });
    const dialog = ask(title, [h("p", {}, told.deleteWhy)], told.deleteNow, "button-danger", () => true);
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"));
  });

/**
 * @param {Annotation[]} marks
 * @param {Book} book
 * @returns {Promise<Act[] | null>} null: not now
 */
export const askChange = (marks, book) =>
  new Promise((done) => {
    const draft = { layer: marks[0].layer, codes: /** @type {Answer[]} */ ([]) };
    const rows = h("div", { class: "composer-questions" });
    const consequence = h("p", { class: "help" });
    const wrong = h("p", { class: "errors", role: "alert" });
    const asked = {
      book,
      answers: () => draft,
      onLayer: (/** @type {string} */ layer) => {
        draft.layer = layer;
        draft.codes = [];
        draw();
        /** @type {HTMLElement | null} */ (rows.querySelector("input[name=layer]:checked"))?.focus();
      },
      onCode: (/** @type {import("../types.js").Dimension} */ dimension, /** @type {string} */ code) => {
        draft.codes = book.toggled(dimension, code, draft.codes);
        check(rows, draft);
      },
      onWords: (/** @type {string} */ dimension, /** @type {string} */ text) => (draft.codes = book.worded(dimension, text, draft.codes)),
      onHelp: () => {},
    };
    const draw = () => {
      rows.replaceChildren(layerRow(asked), ...dimensionRows(asked, false));
      const others = marks.filter(({ layer }) => layer !== draft.layer).length;
      consequence.textContent = others ? say(told.otherLayer, { count: others }) : "";
    };
    draw();
    const title = marks.length === 1 ? told.changeTitleOne : say(told.changeTitle, { count: marks.length });
    const body = [h("p", {}, told.changeWhy), rows, consequence, wrong];
    const dialog = ask(title, body, told.changeNow, "button-primary", () => {
      const moves = marks.some(({ layer }) => layer !== draft.layer);
      const missing = moves ? book.missing(draft) : undefined;
      wrong.textContent = missing ? say(words.missing, { dimension: missing.label }) : moves || draft.codes.length ? "" : told.choose;
      return !wrong.textContent;
    });
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes" ? changes(marks, draft.layer, draft.codes, book) : null));
  });

/**
 * @param {string} title
 * @param {HTMLElement[]} body
 * @param {string} yes
 * @param {string} kind
 * @param {() => boolean} ready - whether it can be done as it stands
 */
function ask(title, body, yes, kind, ready) {
  const close = (/** @type {string} */ value) => () => (value !== "yes" || ready()) && dialog.close(value);
  const before = document.activeElement;
  const dialog = h(
    "dialog",
    { class: "dialog bulk-dialog", "aria-labelledby": "bulk-title" },
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "bulk-title" }, title),
      ...body,
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button button-quiet", onclick: close("no") }, words.cancel),
        h("button", { type: "button", class: `button ${kind}`, onclick: close("yes") }, yes),
      ),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
