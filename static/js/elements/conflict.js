// @ts-check
/** Two people changed one mark: both copies side by side, and the person chooses. */

/** @import { Annotation } from "../types.js" */
/** @import { Book } from "../codebook.js" */

import { words } from "../strings.js";
import { h, shorten } from "./dom.js";

/**
 * @param {object} given
 * @param {Book} given.book
 * @param {Annotation} given.yours
 * @param {Annotation | null} given.theirs - null when it is gone
 * @param {(annotation: Annotation) => string} given.quote
 * @returns {Promise<"mine" | "theirs" | null>} null when it was closed without a choice
 */
export function choose({ book, yours, theirs, quote }) {
  return new Promise((done) => {
    /** @type {"mine" | "theirs" | null} */
    let choice = null;
    const pick = (/** @type {"mine" | "theirs"} */ which) => () => {
      choice = which;
      dialog.close();
    };
    const copy = (/** @type {string} */ title, /** @type {Annotation | null} */ annotation) =>
      h("section", { class: "sheet stack stack-tight" }, h("h3", {}, title), ...told(annotation, book, quote));
    const dialog = h(
      "dialog",
      { class: "dialog dialog-wide", "aria-labelledby": "conflict-title" },
      h(
        "div",
        {},
        h("h2", { id: "conflict-title" }, words.conflictTitle),
        h("p", { class: "soft" }, words.conflictWords),
        h("div", { class: "halves" }, copy(words.conflictYours, yours), copy(words.conflictTheirs, theirs)),
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", class: "button", onclick: pick("theirs") }, words.keepTheirs),
          theirs && h("button", { type: "button", class: "button button-primary", onclick: pick("mine") }, words.keepMine),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(choice);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * @param {Annotation | null} annotation
 * @param {Book} book
 * @param {(annotation: Annotation) => string} quote
 * @returns {HTMLElement[]}
 */
function told(annotation, book, quote) {
  if (!annotation || annotation.deleted_at) return [h("p", {}, words.conflictGone)];
  const rows = book.answers(annotation).flatMap(({ dimension, codes, words: text }) => [
    h("dt", {}, dimension.label),
    h("dd", { dir: "auto" }, text || codes.map(({ label }) => label).join(", ")),
  ]);
  return [
    h("q", { dir: "auto" }, shorten(quote(annotation), 300)),
    h("dl", { class: "facts" }, h("dt", {}, words.layer), h("dd", {}, book.layer(annotation.layer).label), ...rows),
    h("p", { dir: "auto" }, annotation.note),
  ];
}
