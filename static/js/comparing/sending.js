// @ts-check
/** Puts words of a column on a claim of the story: they are marked in their article, as one marks there. */

import { request, uuid } from "../api.js";
import { pick, save } from "../elements/claims.js";
import { h, shorten } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { length } from "../text.js";
import { told } from "./words.js";

const QUOTE = 60; // characters of a passage in a sentence about it

/**
 * Words of a text, in code points.
 * @typedef {{start: number, end: number, quote: string}} Words
 * @typedef {{id: number, name: string, revision: number}} Account
 * @typedef {{story: number, project: number}} Place
 */

/**
 * A sentence, whole.
 * @param {HTMLElement} element - with `data-start`
 * @returns {Words}
 */
export function whole(element) {
  const quote = element.textContent ?? "";
  const start = Number(element.dataset.start);
  return { start, end: start + length(quote), quote };
}

/**
 * Where a place in a column stands in its text, in code points; in the gap between two sentences it is the
 * end of the one before.
 * @param {HTMLElement} column
 * @param {Node} node
 * @param {number} at - as a range has it
 * @returns {number | undefined}
 */
function place(column, node, at) {
  const range = document.createRange();
  let found;
  for (const sentence of column.querySelectorAll("[data-start]")) {
    if (!(sentence instanceof HTMLElement)) continue;
    range.selectNodeContents(sentence);
    if (range.comparePoint(node, at) < 0) break; // it stands before this one
    const { start, end } = whole(sentence);
    if (range.comparePoint(node, at) > 0) {
      found = end;
      continue;
    }
    range.setEnd(node, at);
    return start + length(range.toString());
  }
  return found;
}

/**
 * The words that somebody selected in one of the columns.
 * @param {HTMLElement[]} columns
 * @returns {{column: number, words: Words} | undefined}
 */
export function selected(columns) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return undefined;
  const range = selection.getRangeAt(0);
  const column = columns.findIndex((each) => each.contains(range.startContainer) && each.contains(range.endContainer));
  if (column < 0) return undefined;
  const start = place(columns[column], range.startContainer, range.startOffset);
  const end = place(columns[column], range.endContainer, range.endOffset);
  const quote = range.toString();
  return start !== undefined && end !== undefined && start < end ? { column, words: { start, end, quote } } : undefined;
}

/**
 * What the codebook has to have answered of a claim's words: one code a question, asked for in a dialog.
 * @param {number} project
 * @param {string} quote
 * @returns {Promise<{dimension: string, code: string}[] | null>} null when somebody thought better of it
 */
async function answers(project, quote) {
  /** @type {{key: string, dimensions: {key: string, label: string, required?: boolean, codes: {key: string, label: string}[]}[]}[]} */
  const layers = (await request("GET", `/projects/${project}/codebook/`)).data.layers;
  const asked = (layers.find(({ key }) => key === "claim")?.dimensions ?? []).filter(({ required, codes }) => required && codes?.length);
  if (!asked.length) return [];
  return new Promise((done) => {
    /** @type {{dimension: string, code: string}[] | null} */
    let given = null;
    const questions = asked.map(({ key, label, codes }) =>
      h(
        "fieldset",
        { class: "choices" },
        h("legend", {}, label),
        ...codes.map((code) => h("label", {}, h("input", { type: "radio", name: key, value: code.key, required: true }), code.label)),
      ),
    );
    const form = h(
      "form",
      { class: "stack" },
      h("h2", { id: "answers-title" }, told.putPassage),
      h("blockquote", { class: "counterpart", dir: "auto" }, quote),
      ...questions,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "button button-primary" }, told.go), h("button", { type: "button", class: "button", "data-closes": true }, told.cancel)),
    );
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "answers-title" }, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = new FormData(form);
      given = asked.map(({ key }) => ({ dimension: key, code: String(chosen.get(key)) }));
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(given);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input")?.focus();
  });
}

/**
 * Ask for a claim, mark the words, and put the mark there. It can be taken back.
 * @param {Place} where
 * @param {Account} account
 * @param {Words} words
 * @returns {Promise<boolean>}
 */
export async function send({ story, project }, account, { start, end, quote }) {
  try {
    const claims = (await request("GET", `/stories/${story}/claims/`)).data.results;
    const choice = await pick({ claims, taken: [], quote });
    const codes = choice && (await answers(project, quote));
    if (!choice || !codes) return false;
    const annotation = uuid();
    const body = { id: annotation, layer: "claim", ranges: [{ start, end }], codes };
    const { version } = (await request("POST", `/revisions/${account.revision}/annotations/`, { body })).data;
    const made = await save(choice, { annotation, story });
    const short = { quote: shorten(quote, QUOTE) };
    toast(say(told.put, short), { label: told.takeBack, act: () => void back() });
    return true;

    async function back() {
      try {
        const claim = made?.id ?? choice?.claim;
        await request("DELETE", `/claims/${claim}/mentions/${annotation}/`);
        if (made) await request("DELETE", `/claims/${made.id}/`);
        await request("DELETE", `/annotations/${annotation}/`, { version });
        announce(say(told.tookBack, short));
      } catch (error) {
        toast(error instanceof Error ? error.message : String(error));
      }
    }
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
    return false;
  }
}

/**
 * Offer it at the words that somebody selects, beside the way to the article.
 * @param {HTMLElement[]} columns
 * @param {Account[]} accounts
 * @param {Place} where
 */
export function offerSending(columns, accounts, where) {
  /** @type {{column: number, words: Words} | undefined} - a click may take the selection away */
  let found;
  const act = () => found && void send(where, accounts[found.column], found.words);
  const button = h("button", { type: "button", class: "button button-small words-put", hidden: true, onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: act }, told.putWords);
  document.querySelector("#sides")?.after(button);
  document.addEventListener("selectionchange", () => {
    if (document.querySelector("dialog[open]")) return;
    found = selected(columns);
    button.hidden = !found;
  });
}
