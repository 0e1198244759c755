// @ts-check
/** The keys of the desk. They act while the desk has the focus, and not while somebody writes. */

/** @import { Desk } from "./desk.js" */

import { Cursor } from "../cursor.js";
import { writing } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { pressed, shortcuts } from "./shortcuts.js";

/**
 * @param {Desk} desk
 * @param {HTMLDialogElement} help
 */
export function listen(desk, help) {
  const sentences = desk.data.sentences.map(([start, end]) => ({ start, end }));
  const cursor = new Cursor(desk.page, sentences);
  const { root } = desk.page;

  /** @type {Record<string, () => unknown>} */
  const acts = {
    y: () => desk.keep(true),
    n: () => desk.keep(false),
    j: () => desk.step(1),
    k: () => desk.step(-1),
    u: () => desk.deciding.back(),
    Backspace: () => desk.deciding.back(),
    "shift+a": () => void desk.deciding.alike(),
    "=": () => desk.useSelection(),
    "+": () => desk.add(),
    "?": () => help.showModal(),
  };

  /** @param {KeyboardEvent} event */
  const inText = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return false;
    const rtl = getComputedStyle(root.querySelector("p") ?? root).direction === "rtl" && !event.key.endsWith("n") && !event.key.endsWith("p");
    const direction = by > 0 !== rtl ? 1 : -1;
    const how = { extend: event.shiftKey, from: desk.selection?.end ?? desk.current?.start ?? 0 };
    if (event.key === "ArrowDown" || event.key === "ArrowUp") cursor.sentence(direction, how);
    else cursor.word(direction, how);
    const { span } = cursor;
    desk.select(span);
    if (span) {
      announce(desk.page.slice(span));
      desk.shown.reveal(/** @type {import("./items.js").Item} */ (/** @type {unknown} */ (span)));
    }
    return true;
  };

  /** @param {KeyboardEvent} event */
  const onBorders = ({ key, shiftKey }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!by) return false;
    desk.move(shiftKey ? "start" : "end", by > 0 ? 1 : -1);
    return true;
  };

  /** @param {KeyboardEvent} event */
  const code = (event) => {
    const found = desk.layer && shortcuts(desk.layer).get(pressed(event));
    const dimension = found && desk.layer?.dimensions.find(({ key }) => key === found.dimension);
    if (!found || !dimension) return false;
    desk.code(dimension, found.code);
    return true;
  };

  desk.part("desk").addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const button = target instanceof HTMLElement && target.closest("button, a, summary");
    if (writing(target)) {
      if (key === "Enter" && target instanceof HTMLInputElement) {
        target.dispatchEvent(new Event("change"));
        event.preventDefault();
        desk.deciding.decide();
      }
      if (key === "Escape") desk.part("panel").focus({ preventScroll: true });
      return;
    }
    if (key === "Escape") {
      cursor.clear();
      event.preventDefault();
      if (desk.selection || desk.current?.added) desk.giveUp();
      desk.part("panel").focus({ preventScroll: true });
      return;
    }
    if (key === "Enter" && button) return; // it presses the button
    const act = key === "Enter" ? () => (desk.selection && root.contains(/** @type {Node} */ (target)) ? desk.add() : desk.deciding.decide()) : acts[pressed(event)];
    if (act) {
      event.preventDefault();
      act();
      return;
    }
    if (/^[1-9]$/.test(key) && !event.shiftKey) {
      event.preventDefault();
      desk.candidate(Number(key));
      return;
    }
    const done = target === root ? inText(event) : onBorders(event);
    if (done || code(event)) event.preventDefault();
  });
}
