// @ts-check
/** The past of a mark in a dialog: who changed what, when, from what into what. Loaded when somebody asks for it. */

/** @import { Changed, PastEvent } from "./sentences.js" */

import { request, Refused } from "../api.js";
import { circle, h } from "../elements/dom.js";
import { say } from "../strings.js";
import { moment } from "../telling.js";
import { isLong, isTold, line, sentence } from "./sentences.js";
import { told } from "./words.js";

/**
 * @param {string} id - of the annotation
 * @param {number} me - the reader's id
 * @returns {Promise<void>} once it is closed
 */
export async function show(id, me) {
  const status = h("p", { class: "soft", role: "status" }, told.loading);
  const list = h("ol", { class: "feed" });
  const close = h("button", { type: "button", class: "button", autofocus: true }, told.close);
  const dialog = h(
    "dialog",
    { class: "dialog dialog-wide", "aria-labelledby": "history-title" },
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "history-title" }, told.title),
      status,
      list,
      h("div", { class: "actions" }, close),
    ),
  );
  close.addEventListener("click", () => dialog.close());
  const before = document.activeElement;
  const closed = new Promise((done) => dialog.addEventListener("close", () => done(dialog.remove())));
  document.body.append(dialog);
  dialog.showModal();
  try {
    const { data } = await request("GET", `/annotations/${id}/history/`);
    status.remove();
    list.append(...data.results.map((/** @type {PastEvent} */ event) => item(event, me)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    status.textContent = say(told.failed, { reason: error.message });
  }
  await closed;
  if (before instanceof HTMLElement) before.focus();
}

/**
 * @param {PastEvent} event
 * @param {number} me
 */
function item(event, me) {
  const at = moment(event.at);
  return h(
    "li",
    {},
    event.actor && circle(event.actor),
    h("div", { class: "stack stack-tight" }, h("p", {}, sentence(event, me)), changes(event.changes)),
    h("time", { class: "soft small", datetime: event.at }, at),
  );
}

/** @param {Changed[]} all */
const changes = (all) => all.length > 0 && h("ul", { class: "small" }, ...all.filter(isTold).map((each) => h("li", { dir: "auto" }, isLong(each) ? compared(each) : line(each))));

/**
 * A note word by word, what went struck out and what came underlined; other words below each other.
 * @param {Changed} change
 */
function compared({ field, old, new: now, parts }) {
  if (!parts) {
    const copy = (/** @type {string} */ label, /** @type {string} */ quote) =>
      h("p", {}, h("span", { class: "soft" }, `${label}: `), h("q", { dir: "auto" }, quote));
    return h("div", {}, copy(say(told.before, { what: told.quote }), old), copy(say(told.after, { what: told.quote }), now));
  }
  const tags = /** @type {const} */ ({ "-": "del", "+": "ins", "=": "span" });
  const label = field === "note" ? told.note : "";
  const pieces = parts.flatMap(([sign, words], at) => {
    const piece = h(tags[/** @type {"-"} */ (sign)], {}, words);
    return sign === "+" && parts[at - 1]?.[0] === "-" ? [" ", piece] : [piece]; // what went, and what came for it
  });
  return h("p", { dir: "auto" }, `${label}: `, ...pieces);
}
