// @ts-check
/** Two people changed one mark: both copies side by side, field by field, and the person chooses. */

/** @import { Annotation, Draft } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Field, Side } from "../outbox/conflict/merging.js" */

import { fields, given, merged } from "../outbox/conflict/merging.js";
import { told } from "../outbox/conflict/words.js";
import { say } from "../strings.js";
import { h, shorten } from "./dom.js";

/** @typedef {Draft | "theirs" | "delete" | null} Choice - null: closed without one */

/**
 * @typedef {object} Met
 * @property {Book} book
 * @property {(annotation: Annotation) => string} quote
 * @property {Annotation} yours
 * @property {Annotation} theirs
 * @property {Annotation | null} before - what the person had looked at
 */

/**
 * @param {Met} met
 * @returns {Promise<Choice>}
 */
export function choose(met) {
  const { yours, theirs } = met;
  if (theirs.deleted_at) return ask(deletedMeanwhile(met));
  return ask(yours.deleted_at ? deleting(met) : bothChanged(met));
}

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} why
 * @property {HTMLElement[]} body
 * @property {{label: string, choice: () => Choice, first?: boolean}[]} answers - `first`: it has the focus
 */

/**
 * @param {Question} question
 * @returns {Promise<Choice>}
 */
function ask({ title, why, body, answers }) {
  return new Promise((done) => {
    /** @type {Choice} */
    let chosen = null;
    const buttons = answers.map(({ label, choice, first }) => {
      const onclick = () => {
        chosen = choice();
        dialog.close();
      };
      return h("button", { type: "button", class: `button${first ? " button-primary" : ""}`, autofocus: first, onclick }, label);
    });
    const dialog = h(
      "dialog",
      { class: "dialog dialog-wide", "aria-labelledby": "conflict-title", "aria-describedby": "conflict-why" },
      h(
        "div",
        { class: "stack" },
        h("h2", { id: "conflict-title" }, title),
        h("p", { class: "soft", id: "conflict-why" }, why),
        ...body,
        h("div", { class: "actions" }, ...buttons),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * @param {Met} met
 * @returns {Question}
 */
function deletedMeanwhile({ book, quote, yours }) {
  if (yours.deleted_at) return { title: told.gone, why: told.goneWhy, body: [], answers: [{ label: told.letGo, choice: () => "theirs" }] };
  return {
    title: told.gone,
    why: told.goneWhy,
    body: [copy(told.yours, yours, book, quote)],
    answers: [
      { label: told.letGo, choice: () => "theirs" },
      { label: told.restore, choice: () => merged(yours, yours, new Map()), first: true },
    ],
  };
}

/**
 * @param {Met} met
 * @returns {Question}
 */
const deleting = ({ book, quote, theirs }) => ({
  title: told.deleting,
  why: told.deletingWhy,
  body: [copy(told.theirs, theirs, book, quote)],
  answers: [
    { label: told.deleteIt, choice: () => "delete" },
    { label: told.keep, choice: () => "theirs", first: true },
  ],
});

/**
 * @param {Met} met
 * @returns {Question}
 */
function bothChanged({ book, quote, yours, theirs, before }) {
  const all = fields(before, yours, theirs);
  /** @type {Map<string, Side>} */
  const chosen = new Map(all.map(({ name, side }) => [name, side]));
  const rows = all.map((field) => {
    const cell = (/** @type {Side} */ side) => {
      const whole = yours.layer !== theirs.layer;
      const words = said(side === "yours" ? yours : theirs, field.name, book, quote, whole);
      const value = h("span", { dir: "auto" }, words || h("span", { class: "soft" }, told.nothing));
      if (!field.differs) return h("td", {}, value);
      const onchange = () => chosen.set(field.name, side);
      const button = h("input", { type: "radio", name: `conflict ${field.name}`, value: side, checked: field.side === side, onchange });
      return h("td", { class: "differs" }, h("label", { class: "choice" }, button, value));
    };
    const mark = field.differs && h("span", { class: "chip chip-warn" }, told.differs);
    const label = named(field, yours, book);
    const row = h("tr", {}, h("th", { scope: "row" }, label, " ", mark), cell("yours"), cell("theirs"));
    // A group of its own for each field, so that "Yours" and "As it is now" are heard with its name.
    if (field.differs) for (const input of row.querySelectorAll("input")) input.setAttribute("aria-label", spoken(input, label));
    return row;
  });
  const table = h(
    "table",
    { class: "table conflict" },
    h("thead", {}, h("tr", {}, ...[told.what, told.yours, told.theirs].map((each) => h("th", { scope: "col" }, each)))),
    h("tbody", {}, ...rows),
  );
  const take = (/** @type {Side} */ side) => () => {
    for (const { name } of all) chosen.set(name, side);
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (table.querySelectorAll(`input[value=${side}]`))) input.checked = true;
  };
  const quick = (/** @type {string} */ label, /** @type {Side} */ side) =>
    h("button", { type: "button", class: "button button-small", onclick: take(side) }, label);
  const count = all.filter(({ differs }) => differs).length;
  return {
    title: told.title,
    why: `${told.why} ${count === 1 ? told.differOne : say(told.differ, { count })}.`,
    body: [
      h("div", { class: "table-wrap" }, table),
      h("div", { class: "row" }, quick(told.allYours, "yours"), quick(told.allTheirs, "theirs")),
    ],
    answers: [
      { label: told.later, choice: () => null },
      {
        label: told.save,
        choice: () => (all.every(({ name, differs }) => !differs || chosen.get(name) === "theirs") ? "theirs" : merged(yours, theirs, chosen)),
        first: true,
      },
    ],
  };
}

/**
 * @param {HTMLInputElement} input
 * @param {string} label
 */
const spoken = (input, label) =>
  `${label}, ${input.value === "yours" ? told.yours : told.theirs}: ${input.closest("label")?.textContent}`;

/**
 * @param {Field} field
 * @param {Annotation} copy
 * @param {Book} book
 */
function named({ name }, { layer }, book) {
  if (!name.startsWith("codes ")) return { ranges: told.place, layer: told.layer, note: told.note }[name] ?? told.confidence;
  const key = name.slice("codes ".length);
  return book.layer(layer).dimensions.find((dimension) => dimension.key === key)?.label ?? key;
}

/**
 * @param {Annotation} annotation
 * @param {string} name - of the field
 * @param {Book} book
 * @param {(annotation: Annotation) => string} quote
 * @param {boolean} [whole] - the layer with its codes, which have no rows of their own then
 */
function said(annotation, name, book, quote, whole = true) {
  const { layer, note, confidence } = annotation;
  if (name === "ranges") return shorten(quote(annotation), 300);
  if (name === "note") return note;
  if (name === "confidence") return confidence ? say(told.of5, { count: confidence }) : "";
  const all = name === "layer";
  if (all && !whole) return book.layer(layer).label;
  const codes = all ? annotation.codes : given(annotation, name.slice("codes ".length));
  const answers = book.answers({ layer, codes }).map(({ codes: found, words }) => words || found.map(({ label }) => label).join(", "));
  return all ? [book.layer(layer).label, ...answers].join(" · ") : answers.join(", ");
}

/**
 * @param {string} title
 * @param {Annotation} annotation
 * @param {Book} book
 * @param {(annotation: Annotation) => string} quote
 */
const copy = (title, annotation, book, quote) =>
  h(
    "section",
    { class: "sheet stack stack-tight" },
    h("h3", {}, title),
    h("q", { dir: "auto" }, said(annotation, "ranges", book, quote)),
    h("p", {}, said(annotation, "layer", book, quote)),
    annotation.note && h("p", { dir: "auto" }, annotation.note),
  );
