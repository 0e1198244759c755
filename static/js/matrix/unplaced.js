// @ts-check
/** Beside the table: highlights on no claim yet, and the way to the suggested mentions. */

/** @import { Data } from "./sheet.js" */
/** @import { Person } from "../types.js" */

import { request } from "../api.js";
import { pick, save } from "../elements/claims.js";
import { circle, h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { draggable } from "./dragging.js";
import { elsewhere } from "./placing.js";
import { Sheet, refused } from "./sheet.js";
import { told } from "./words.js";

const SOON = 400; // ms after the last change
const TEXT = 160; // characters of a highlight

/** @typedef {{annotation: string, article: number, source: string, text: string, author: Person}} Loose */

/**
 * @param {Data} data
 * @param {Sheet} [sheet] - none where there is no claim yet
 */
export function unplaced(data, sheet) {
  const box = document.getElementById("unplaced");
  const list = document.getElementById("unplaced-list");
  const button = document.getElementById("review-counterparts");
  if (!(box instanceof HTMLDetailsElement) || !list) return;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void Promise.all([look(), suggestions()]), SOON);
  };
  box.addEventListener("toggle", () => box.open && void look());
  document.addEventListener("annotator:change", (event) => {
    const { verb } = /** @type {CustomEvent} */ (event).detail;
    if (/^(mention|claim|annotation|counterpart|account)\./.test(verb)) soon();
  });
  void suggestions();

  async function look() {
    const answer = await request("GET", `/stories/${data.story}/unplaced/`).catch(() => undefined);
    if (!answer || !list || !(box instanceof HTMLDetailsElement)) return;
    /** @type {{count: number, results: Loose[]}} */
    const { count, results } = answer.data;
    box.hidden = count === 0;
    const title = document.getElementById("unplaced-count");
    if (title) title.textContent = say(count === 1 ? told.unplacedOne : told.unplaced, { n: count });
    if (!box.open) return;
    // What is already there stays: a line that is replaced while somebody drags it is lost to them.
    const now = JSON.stringify(results);
    if (list.dataset.shown === now) return;
    list.dataset.shown = now;
    const focused = list.contains(document.activeElement);
    const more = count > results.length ? [h("li", { class: "soft small" }, say(told.unplacedMore, { n: results.length }))] : [];
    list.replaceChildren(...results.map(line), ...more);
    if (focused) list.querySelector("button")?.focus();
  }

  /** @param {Loose} mark */
  function line(mark) {
    const item = h(
      "li",
      {},
      circle(mark.author),
      h("span", { class: "unplaced-words" }, h("q", { dir: "auto" }, shorten(mark.text, TEXT)), h("span", { class: "soft small" }, mark.source)),
      h("button", { type: "button", class: "button button-small", onclick: () => choose(mark) }, told.putOn),
    );
    draggable(item, mark);
    return item;
  }

  /** @param {Loose} mark */
  async function choose(mark) {
    if (sheet) {
      await elsewhere(sheet, null, mark);
      await look();
      return;
    }
    const choice = await pick({ claims: [], taken: [], quote: mark.text });
    if (!choice) return;
    try {
      await save(choice, { annotation: mark.annotation, story: data.story });
      location.reload(); // the table's first row
    } catch (error) {
      refused(error);
    }
  }

  async function suggestions() {
    if (!button || !sheet) return;
    const answer = await request("GET", `/stories/${data.story}/counterparts/`).catch(() => undefined);
    const n = answer?.data.results.length ?? 0;
    button.hidden = n === 0;
    button.textContent = say(n === 1 ? told.reviewOne : told.review, { n });
  }

  button?.addEventListener("click", async () => {
    if (!sheet) return;
    const { review } = await import("./review.js");
    await review(sheet);
    await suggestions();
  });
}
