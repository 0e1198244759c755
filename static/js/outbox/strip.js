// @ts-check
/** In the strip at the foot: whether all is saved and what to do if not; undo and redo, with what they would take. */

/** @import { Deeds } from "../deeds.js" */
/** @import { Way } from "./undo.js" */

import { h } from "../elements/dom.js";
import { say, words } from "../strings.js";
import { told } from "./words.js";

/**
 * Keep the strip right.
 * @param {Deeds} deeds
 * @param {HTMLElement} saved - `#saved`
 */
export function strip(deeds, saved) {
  const { saver, undoing } = deeds;
  const act = h("span", { class: "saved-act" });
  saved.after(act);
  const button = (/** @type {Way} */ way, /** @type {string} */ sign) =>
    h("button", { type: "button", class: "button button-small button-quiet", onclick: () => deeds[way]() }, h("span", { "aria-hidden": "true" }, sign));
  const buttons = { undo: button("undo", "↶"), redo: button("redo", "↷") };
  saved.before(h("span", { class: "past", role: "group", "aria-label": `${words.undo}, ${words.redo}` }, buttons.undo, buttons.redo));

  const tell = () => {
    const { text, kind, action } = state();
    if (saved.textContent !== text) saved.textContent = text;
    saved.className = `chip ${kind}`;
    saved.title = saver.sender.trouble;
    if (act.textContent !== (action?.textContent ?? "")) act.replaceChildren(...(action ? [action] : []));
  };
  const name = () => {
    waiting = false;
    const { next } = undoing;
    for (const way of /** @type {Way[]} */ (["undo", "redo"])) {
      const what = next[way];
      const label = what ? say(told[way], { what: deeds.name(what) }) : words[way === "undo" ? "nothingToUndo" : "nothingToRedo"];
      buttons[way].title = label;
      buttons[way].setAttribute("aria-label", label);
      // Not `disabled`: whoever has just pressed it would lose the focus.
      buttons[way].setAttribute("aria-disabled", String(!what));
    }
  };
  const state = () => {
    const { sender, outbox, ops } = saver;
    const count = (/** @type {{thing: string}[]} */ found) => new Set(found.map(({ thing }) => thing)).size;
    const live = outbox.ops.filter(({ undone, sent }) => !undone || sent);
    const open = count(live.filter(({ refused }) => !refused));
    const stuck = ops.filter((op) => op.refused && !op.undone);
    const refused = count(stuck);
    const met = stuck.find((op) => op.refused?.current)?.thing;
    const number = (/** @type {string} */ one, /** @type {string} */ many, /** @type {number} */ all) => (all === 1 ? one : say(many, { count: all }));
    const again = (/** @type {string | undefined} */ id) =>
      h("button", { type: "button", class: "button button-small", onclick: () => saver.retry(id) }, id ? told.compare : told.tryNow);
    if (open && sender.signedOut) {
      const href = `/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`;
      // In a window of its own where leaving this one would lose something.
      const link = h("a", { href, target: outbox.atRisk && "_blank", class: "button button-small", title: told.signedOut }, told.signIn);
      return { text: number(told.keptOne, told.keptMany, open), kind: "chip-danger", action: link };
    }
    if (open && sender.trouble && outbox.unkept) return { text: number(told.waitsOneHere, told.waitsManyHere, open), kind: "chip-danger", action: again(undefined) };
    if (open && sender.trouble) return { text: number(told.waitsOne, told.waitsMany, open), kind: "chip-warn", action: again(undefined) };
    if (refused) return { text: number(told.refusedOne, told.refusedMany, refused), kind: "chip-danger", action: again(met) };
    if (open || outbox.atRisk) return { text: words.saving, kind: "", action: null };
    // Before it was read what waits from before, nobody knows.
    return { text: outbox.isRead ? words.allSaved : "", kind: "", action: null };
  };
  let waiting = false;
  const look = () => {
    tell();
    if (!waiting) requestAnimationFrame(name);
    waiting = true;
  };
  undoing.addEventListener("change", look);
  deeds.store.addEventListener("change", look);
  look();
  void undoing.refresh();
}
