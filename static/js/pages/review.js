// @ts-check
/** Looking marks over: a place is selected with the mouse or with the arrow keys, and each act has a key. */

/** @import { Span } from "../types.js" */

import { Cursor } from "../cursor.js";
import { writing } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { Keys } from "../keyboard/table.js";
import { Page } from "../offsets.js";
import { words } from "../strings.js";

const review = /** @type {HTMLElement} */ (document.getElementById("review"));
const help = /** @type {HTMLDialogElement} */ (document.getElementById("help"));
const letters = /** @type {HTMLInputElement} */ (document.getElementById("letters"));
const opener = document.getElementById("open-help");
const text = document.getElementById("now-text");
const keys = new Keys();

const hints = () => review.classList.toggle("review-no-letters", !keys.letters);
letters.checked = keys.letters;
letters.addEventListener("change", () => {
  keys.letters = letters.checked;
  hints();
});
hints();
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
}
// Opened by its key before anything had the focus, it gives it back to nothing.
help.addEventListener("close", () => {
  const at = document.activeElement;
  if (at === document.body || help.contains(at)) document.getElementById("item")?.focus();
});
arrive();
if (text) selectIn(text);

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || help.open) return;
  if (writing(target)) {
    // Out of the field that says why, back to what it is about.
    if (key === "Escape") document.getElementById("item")?.focus();
    return;
  }
  if (!keys.letters) return;
  if (key === "?") {
    event.preventDefault();
    help.showModal();
    return;
  }
  /** @type {HTMLElement | null} */
  const act = review.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!act) return;
  event.preventDefault();
  act.click();
});

/** Where the page was come to by saying something or by going on, the mark is what one reads next. */
function arrive() {
  const asked = new URLSearchParams(location.search);
  if (!asked.has("mark") && !asked.has("last")) return;
  const item = document.getElementById("item");
  const said = document.getElementById("said")?.textContent?.replace(/\s+/g, " ").trim();
  if (said) announce(said);
  (item ?? document.querySelector(".review-last button"))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} root - the newer text */
function selectIn(root) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("acts"));
  const selected = /** @type {HTMLOutputElement} */ (document.getElementById("selected"));
  const page = new Page(root);
  const sentences = JSON.parse(root.dataset.sentences ?? "[]").map((/** @type {[number, number]} */ [start, end]) => ({ start, end }));
  const cursor = new Cursor(page, sentences);
  const found = root.querySelector("mark");
  const near = root.querySelector("p.review-near");
  /** @type {Span | null} */
  let span = null;

  const first = found ?? near;
  if (first) root.scrollTop += first.getBoundingClientRect().top - root.getBoundingClientRect().top - root.clientHeight / 3;
  const rtl = getComputedStyle(root.querySelector("p") ?? root).direction === "rtl";

  /** @param {Span | null} chosen */
  const choose = (chosen) => {
    span = chosen;
    for (const edge of /** @type {const} */ (["start", "end"])) {
      const input = /** @type {HTMLInputElement} */ (form.elements.namedItem(edge));
      input.value = chosen ? String(chosen[edge]) : "";
    }
    selected.value = chosen ? page.slice(chosen) : "";
  };

  /** @param {Span} chosen - shown as what the browser selects */
  const show = (chosen) => {
    choose(chosen);
    const ranges = page.ranges(chosen);
    const last = ranges.at(-1);
    if (!last) return;
    getSelection()?.setBaseAndExtent(ranges[0].startContainer, ranges[0].startOffset, last.endContainer, last.endOffset);
    const box = ranges[0].getBoundingClientRect();
    const frame = root.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) root.scrollTop += box.top - frame.top - root.clientHeight / 3;
  };

  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    if (!chosen?.rangeCount || !root.contains(chosen.anchorNode)) return;
    const next = chosen.isCollapsed ? null : page.span(chosen.getRangeAt(0));
    if (next?.start === span?.start && next?.end === span?.end) return;
    choose(next);
    if (next) cursor.set(next);
    else cursor.clear();
  });

  /** @returns {number} where the keys begin: at the mark that was found, or where it stood */
  const from = () => {
    const range = document.createRange();
    if (found) range.selectNodeContents(found);
    return (found && page.span(range)?.start) ?? Number(/** @type {HTMLElement | null} */ (near)?.dataset.start ?? 0);
  };

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape" && span) {
      getSelection()?.removeAllRanges();
      cursor.clear();
      choose(null);
    }
    if (!by) return;
    event.preventDefault();
    const how = { extend: event.shiftKey, from: from() };
    if (event.key === "ArrowDown" || event.key === "ArrowUp") cursor.sentence(by > 0 ? 1 : -1, how);
    else cursor.word(by > 0 !== rtl ? 1 : -1, how);
    if (!cursor.span) return;
    show(cursor.span);
    announce(page.slice(cursor.span));
  });

  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!(submitter instanceof HTMLButtonElement) || submitter.value !== "place" || span) return;
    event.preventDefault();
    selected.value = words.selectFirst;
    announce(words.selectFirst);
    root.focus();
  });
}
