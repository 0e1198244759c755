// @ts-check
/** Suggested mentions in a run: one after the other, by keyboard; each answer can be taken back. */

/** @import { Sheet } from "./sheet.js" */
/** @import { Passage } from "./passage.js" */

import { request, uuid } from "../api.js";
import { h, writing } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { pressed } from "./cells.js";
import { BARE } from "./faces.js";
import { narrowed, whole } from "./passage.js";
import { refused } from "./sheet.js";
import { inWords, steps } from "./table.js";
import { told } from "./words.js";

/**
 * @typedef {object} Counterpart - see the API
 * @property {number} id
 * @property {string} claim
 * @property {string} wording
 * @property {number} article
 * @property {string} title
 * @property {string} source
 * @property {number} start
 * @property {number} end
 * @property {string} before
 * @property {string} quote
 * @property {string} after
 * @property {string} kind
 * @property {string} status
 * @property {number} certainty
 * @property {string} said
 * @property {{source: string, quote: string}} beside
 */

const STATUSES = ["asserted", "denied", "differs"];

/**
 * @param {Sheet} sheet
 * @returns {Promise<void>} when the dialog is closed
 */
export async function review(sheet) {
  /** @type {Counterpart[]} */
  let open;
  try {
    open = (await request("POST", `/stories/${sheet.data.story}/counterparts/`)).data.results;
  } catch (error) {
    return refused(error);
  }
  const all = open.length;
  const tally = { yes: 0, no: 0 };
  /** @type {{item: Counterpart, yes: boolean}[]} */
  const answered = [];
  let at = 0;
  /** @type {Passage} */
  let passage = { before: "", quote: "", after: "", start: 0 };
  /** @type {{status: string, certainty: number | null}} */
  let value = { status: "", certainty: null };
  let busy = false;

  const body = h("div", { class: "stack review" });
  const dialog = h("dialog", { class: "dialog dialog-wide", "aria-labelledby": "review-title" }, body);
  document.body.append(dialog);
  dialog.addEventListener("keydown", onKey);
  show();
  dialog.showModal();
  body.focus();
  await new Promise((done) => dialog.addEventListener("close", done));
  dialog.remove();
  await sheet.look();

  function show() {
    const item = open[at];
    if (!item) return end();
    passage = whole(item);
    // Where the machine read no hedge it proposes nothing: "certain" would be confirmed in a hurry.
    value = { status: item.status, certainty: item.certainty < BARE ? item.certainty : null };
    draw();
    announce(`${item.wording} ${item.source || item.title}: ${item.quote}`);
  }

  function end() {
    const sentence = say(told.reviewDone, tally);
    dialog.close();
    toast(sentence, answered.length ? { label: told.takeBack, act: () => void back() } : undefined);
  }

  function draw(wrong = "") {
    const item = open[at];
    const { said } = item;
    const mark = h("mark", { class: "review-quote" }, passage.quote);
    const choice = (/** @type {string} */ key, /** @type {string} */ label, /** @type {boolean} */ is, /** @type {() => void} */ act, /** @type {HTMLElement | false} */ sign = false) =>
      h("button", { type: "button", class: "button button-small", "aria-pressed": String(is), onclick: act }, sign, label, " ", h("kbd", {}, key));
    body.tabIndex = -1;
    body.replaceChildren(
      h("p", { class: "eyebrow" }, say(told.reviewPlace, { n: all - open.length + at + 1, all })),
      h("h2", { id: "review-title" }, told.reviewTitle),
      h("p", { class: "review-claim", dir: "auto" }, item.wording),
      h("p", { class: "soft small" }, [item.source, item.title].filter(Boolean).join(" · "), " · ", told.reviewKinds[item.kind] ?? item.kind),
      h("p", { class: "prose review-text", dir: "auto" }, passage.before, mark, passage.after),
      said && h("p", { class: "small" }, say(told.saidBy, { words: said })),
      h("p", { class: "soft small" }, told.reviewNarrow),
      h("blockquote", { class: "cell-quote" }, h("footer", { class: "soft small" }, say(told.reviewBeside, { source: item.beside.source })), h("p", { dir: "auto" }, item.beside.quote)),
      h(
        "div",
        { class: "row", role: "group" },
        ...STATUSES.map((status, n) => choice("ADF"[n], told.statuses[status], value.status === status, () => set("adf"[n]))),
      ),
      h(
        "div",
        { class: "row", role: "group" },
        ...[1, 2, 3, 4].map((step) => choice(String(step), told.steps[step], value.certainty === step, () => set(String(step)), steps(step))),
      ),
      h("p", { class: "soft small" }, item.certainty < BARE ? told.reviewSuggested : told.reviewNoHedge),
      h("p", { class: "errors", role: "alert" }, wrong),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button button-primary", "data-act": "accept", onclick: () => void answer(true) }, told.accept, " ", h("kbd", {}, "Y")),
        h("button", { type: "button", class: "button", "data-act": "reject", onclick: () => void answer(false) }, told.reject, " ", h("kbd", {}, "X")),
        h("button", { type: "button", class: "button button-quiet", onclick: later }, told.later, " ", h("kbd", {}, "→")),
        h("button", { type: "button", class: "button button-quiet", "data-closes": true }, told.close),
      ),
    );
    // What stands before the passage may fill the box.
    requestAnimationFrame(() => {
      const box = mark.parentElement;
      if (box) box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
    });
  }

  /** @param {string} key */
  function set(key) {
    const next = pressed(key, { ...value, note: "" });
    if (!next || !STATUSES.includes(next.status)) return;
    value = { status: next.status, certainty: next.certainty };
    draw();
    body.focus();
    announce(inWords(value.status, value.certainty));
  }

  function later() {
    at += 1;
    show();
    body.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (writing(event.target) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z" || !answered.length) return;
      event.preventDefault();
      void back();
      return;
    }
    const edge = { "[": ["start", 1], "]": ["start", -1], "{": ["end", -1], "}": ["end", 1] }[event.key];
    const onButton = event.target instanceof HTMLButtonElement;
    if (edge) {
      passage = narrowed(passage, /** @type {"start" | "end"} */ (edge[0]), Number(edge[1]));
      draw();
      body.focus();
    } else if (key === "y" || (event.key === "Enter" && !onButton)) void answer(true);
    else if (key === "x") void answer(false);
    else if (event.key === "ArrowRight") later();
    else if (event.key === "ArrowLeft" && at > 0) {
      at -= 1;
      show();
      body.focus();
    } else if (/^[adf1-4]$/.test(key)) set(key);
    else return;
    event.preventDefault();
  }

  /** The words that somebody selected in the passage, or all of it. */
  function chosen() {
    const text = dialog.querySelector(".review-text");
    const selection = getSelection();
    if (!text || !selection || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return passage;
    const before = document.createRange();
    const range = selection.getRangeAt(0);
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const skipped = [...before.toString()].length - [...passage.before].length;
    return { ...passage, start: passage.start + skipped, quote: range.toString() };
  }

  /** @param {boolean} yes */
  async function answer(yes) {
    const item = open[at];
    if (!item || busy) return;
    if (yes && value.certainty === null) {
      draw(told.reviewStep);
      body.focus();
      return;
    }
    busy = true;
    const { start, quote } = chosen();
    const taken = { annotation: uuid(), start, end: start + [...quote].length, ...value };
    try {
      await request("POST", `/counterparts/${item.id}/${yes ? "accept" : "reject"}/`, yes ? { body: taken } : {});
    } catch (error) {
      return refused(error);
    } finally {
      busy = false;
    }
    answered.push({ item, yes });
    tally[yes ? "yes" : "no"] += 1;
    open.splice(at, 1);
    const sentence = say(yes ? told.reviewAccepted : told.reviewRejected, { wording: item.wording });
    announce(sentence);
    show();
    if (dialog.open) body.focus();
    void sheet.look();
  }

  async function back() {
    const last = answered.at(-1);
    if (!last || busy) return;
    busy = true;
    try {
      await request("POST", `/counterparts/${last.item.id}/undo/`);
    } catch (error) {
      return refused(error);
    } finally {
      busy = false;
    }
    answered.pop();
    tally[last.yes ? "yes" : "no"] -= 1;
    open.splice(at, 0, last.item);
    announce(told.reviewUndo);
    if (dialog.open) {
      show();
      body.focus();
    }
    await sheet.look();
  }
}
