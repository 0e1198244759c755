// @ts-check
/** The keys of the article. Single letters act only while the article has the focus, and can be switched off. */

/** @import { Workspace } from "./workspace.js" */

import { Cursor } from "./cursor.js";
import { shorten, writing } from "./elements/dom.js";
import { announce } from "./elements/notices.js";
import { remember, remembered } from "./remembering.js";
import { say, words } from "./strings.js";

const SETTING = "annotator.letters";

/**
 * @param {Workspace} work
 * @param {{help: HTMLDialogElement, letters: HTMLInputElement}} parts - `letters`: the switch for single letters
 */
export function listen(work, { help, letters }) {
  const { page, data } = work;
  const sentences = data.sentences.map(([start, end]) => ({ start, end }));
  const cursor = new Cursor(page, sentences);
  letters.checked = remembered(SETTING);
  letters.addEventListener("change", () => remember(SETTING, letters.checked));

  const show = () => {
    const { span } = cursor;
    work.overlay.show("cursor", span ? [span] : []);
    if (span) work.reveal([span]);
  };
  const tell = (/** @type {boolean} */ selected) => {
    show();
    const { span } = cursor;
    if (!span) return;
    const quote = page.slice(span);
    if (selected) announce(say(words.selectedWords, { quote: shorten(quote, 200) }));
    else announce(quote);
  };
  const compose = (/** @type {string | undefined} */ layer) => {
    const { span } = cursor;
    if (!span) return false;
    work.compose(span, { layer });
    cursor.clear();
    show();
    return true;
  };

  const review = (/** @type {1 | -1} */ by) => {
    cursor.clear();
    show();
    work.review?.step(by);
  };

  /** @param {KeyboardEvent} event */
  const move = (event) => {
    // Of the text's first paragraph: `dir="auto"` on the whole does not look into parts with their own.
    const rtl = getComputedStyle(page.root.querySelector("p") ?? page.root).direction === "rtl";
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    if (!by) return false;
    const how = { extend: event.shiftKey, from: work.firstInSight() };
    const direction = by > 0 ? 1 : -1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") cursor.sentence(direction, how);
    else cursor.word(direction, how);
    tell(event.shiftKey);
    return true;
  };

  /** @type {Record<string, () => unknown>} */
  const single = {
    "?": () => help.showModal(),
    "]": () => work.step(1),
    "[": () => work.step(-1),
    j: () => work.step(1),
    k: () => work.step(-1),
    e: () => (work.active ? work.edit(work.active) : work.review?.edit()),
    s: () => review(1),
    S: () => review(-1),
    a: () => work.review?.accept(),
    x: () => work.review?.reject(),
    c: () => work.active && work.talks.open(work.active),
    h: () => work.active && work.past(work.active),
    m: () => work.active && work.deeds.story && work.deeds.claim(work.active),
  };
  /** @type {Record<string, () => unknown>} */
  const named = {
    Enter: () => {
      if (compose(undefined)) return;
      if (work.active) work.margin.head(work.active)?.focus();
      else work.review?.accept();
    },
    Delete: () => work.active && work.remove(work.active),
    Escape: () => {
      cursor.clear();
      show();
      work.activate(null);
    },
  };

  page.root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A layer's key on chosen words comes before everything else that the letter may mean.
    const layer = letters.checked && cursor.span ? work.book.layerOfKey(event.key) : undefined;
    const act = layer ? () => compose(layer.key) : (named[event.key] ?? (letters.checked ? single[event.key] : undefined));
    if (!move(event) && !act) return;
    event.preventDefault();
    act?.();
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) work.deeds.redo();
    else work.deeds.undo();
  });
  return cursor;
}
