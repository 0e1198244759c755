// @ts-check
/** The keys of the article. Single letters act only while the article has the focus, and can be switched off. */

/** @import { Act, Keys } from "./keyboard/table.js" */
/** @import { Workspace } from "./workspace.js" */

import { Cursor } from "./cursor.js";
import { shorten, writing } from "./elements/dom.js";
import { announce } from "./elements/notices.js";
import { rects } from "./elements/overlay.js";
import { say, words } from "./strings.js";
import { crowd, settle, step } from "./walking.js";

/** What the keys do on a card that has the focus; the second ones are about that card's mark. */
const ON_CARDS = new Set(["help", "next", "previous", "settle", "filter", "read", "pickShown", "pick", "edit", "remove", "claim", "comment", "past", "codes", "guidelines", "taskDone", "taskNext", "taskPrevious"]);
const OF_ONE = new Set(["edit", "remove", "claim", "comment", "past", "codes"]);
/** And on the card of a suggestion. */
const ON_SUGGESTION = new Set(["help", "next", "previous", "settle", "filter", "read", "accept", "edit", "reject", "suggestion", "suggestionBack", "guidelines", "taskDone", "taskNext", "taskPrevious"]);

/**
 * @param {Workspace} work
 * @param {{help: HTMLDialogElement, letters: HTMLInputElement, keys: Keys}} parts - `letters`: the switch for single letters
 */
export function listen(work, { help, letters, keys }) {
  const { page, data } = work;
  const sentences = data.sentences.map(([start, end]) => ({ start, end }));
  const cursor = new Cursor(page, sentences);
  let ready = false;
  letters.checked = keys.letters;
  letters.addEventListener("change", () => (keys.letters = letters.checked));

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
    if (!span || !work.marking) return false;
    work.marker.compose(span, { layer });
    cursor.rest();
    show();
    return true;
  };

  const review = (/** @type {1 | -1} */ by) => {
    cursor.clear();
    show();
    work.review?.step(by);
  };

  /** @param {1 | -1} by */
  const dense = async (by) => {
    const place = await crowd(work, by, cursor.span?.start ?? work.firstInSight());
    if (!place) return;
    work.activate(null);
    cursor.set(sentences.find(({ end }) => end > place.point) ?? sentences[sentences.length - 1]);
    show();
    const { span } = cursor;
    announce(say(words.denseAt, { count: place.count, quote: span ? shorten(page.slice(span), 120) : "" }));
  };

  /** Where a cursor begins: behind the words that were marked last, unless the reader has gone elsewhere since. */
  const begin = () => {
    const { rested } = cursor;
    const [line] = rested ? rects(page, { start: rested - 1, end: rested }) : [];
    return rested && line && line.bottom > 0 && line.top < innerHeight ? rested : work.firstInSight();
  };

  /** @param {KeyboardEvent} event */
  const move = (event) => {
    // Of the text's first paragraph: `dir="auto"` on the whole does not look into parts with their own.
    const rtl = getComputedStyle(page.root.querySelector("p") ?? page.root).direction === "rtl";
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    if (!by) return false;
    const how = { extend: event.shiftKey, from: begin() };
    const direction = by > 0 ? 1 : -1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") cursor.sentence(direction, how);
    else cursor.word(direction, how);
    tell(event.shiftKey);
    return true;
  };

  const openHelp = async () => {
    if (!ready) {
      const { prepare } = await import("./keyboard/dialog.js");
      if (!ready) prepare(help, keys);
      ready = true;
    }
    if (!help.open) help.showModal();
  };
  for (const opener of document.querySelectorAll("[data-help]")) opener.addEventListener("click", () => void openHelp());

  /** @param {"done" | "next" | "previous"} what */
  const task = async (what) => (await import("./task/strip.js")).press(what);

  const { marker } = work;
  /** @type {Record<Act, () => unknown>} */
  const acts = {
    help: () => void openHelp(),
    next: () => step(work, 1),
    previous: () => step(work, -1),
    settle: () => settle(work),
    again: () => {
      const { span } = cursor;
      if (span) marker.again(span);
      cursor.rest();
      show();
    },
    edit: () => (work.active ? marker.edit(work.active) : work.review?.edit()),
    remove: () => work.active && marker.remove(work.active),
    claim: () => work.active && work.deeds.story && work.deeds.claim(work.active),
    comment: () => work.active && work.talks.open(work.active),
    past: () => work.active && work.past(work.active),
    pick: () => work.active && void work.pick((bulk) => bulk.toggle(work.active ?? "")),
    pickShown: () => void work.pick((bulk) => bulk.all()),
    suggestion: () => review(1),
    suggestionBack: () => review(-1),
    accept: () => work.review?.accept(),
    reject: () => work.review?.active && work.review.reject(),
    filter: () => void work.bar.open(),
    read: () => work.look(work.view === "read" ? "annotate" : "read"),
    codes: () => work.active && void work.codeHelp(work.active),
    guidelines: () => document.getElementById("guidelines-link")?.click(),
    dense: () => void dense(1),
    denseBack: () => void dense(-1),
    taskDone: () => task("done"),
    taskNext: () => task("next"),
    taskPrevious: () => task("previous"),
  };
  /** @type {Record<string, () => unknown>} */
  const named = {
    Enter: () => {
      if (compose(undefined)) return;
      if (work.active) work.margin.head(work.active)?.focus();
      else work.review?.accept();
    },
    Escape: () => {
      cursor.clear();
      show();
      work.activate(null);
    },
  };
  /** @param {string} key */
  const meant = (key) => {
    // A layer's key on chosen words comes before everything else that the letter may mean.
    const layer = keys.letters && cursor.span && work.marking ? work.book.layerOfKey(key) : undefined;
    if (layer) return () => compose(layer.key);
    if (named[key]) return named[key];
    const found = keys.pressed(key);
    const act = found.find((each) => each !== "pick" || !work.review?.active) ?? found[0];
    return act && acts[act];
  };

  page.root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = meant(event.key);
    if (!move(event) && !act) return;
    event.preventDefault();
    act?.();
  });
  // The same keys on a card, where the reader is among marks; those of the cursor only in the text.
  work.margin.list.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const on = event.target instanceof Element ? event.target.closest(".mark-card") : null;
    const id = on?.getAttribute("data-id");
    if (!on || !id || event.key === "Enter" || event.key === " ") return;
    if (event.key === "Escape") {
      event.preventDefault();
      work.activate(null);
      page.root.focus({ preventScroll: true });
      return;
    }
    const suggested = on.classList.contains("suggestion");
    const act = keys.pressed(event.key).find((each) => (suggested ? ON_SUGGESTION : ON_CARDS).has(each));
    if (!act) return;
    event.preventDefault();
    if (suggested) acts[act]();
    else if (act !== "pick") {
      if (work.active !== id && OF_ONE.has(act)) work.activate(id, { focus: true });
      acts[act]();
    } else void work.pick((bulk) => bulk.toggle(id));
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
