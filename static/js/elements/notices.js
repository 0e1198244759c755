// @ts-check
/** Tells what happened: to the eye with a toast, to the ear through the page's live region. */

import { words } from "../strings.js";
import { h } from "./dom.js";

const STAYS = 8000; // ms; as long as it is pointed at or has the focus, it stays

/**
 * Say it to screen readers.
 * @param {string} sentence
 */
export function announce(sentence) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  // A region that gets the same words twice says them once: empty it first, and fill it in a later frame.
  setTimeout(() => (region.textContent = sentence), 50);
}

/**
 * @param {string} sentence
 * @param {{label: string, act: () => void}} [action]
 */
export function toast(sentence, action) {
  announce(sentence);
  const box = h("div", { class: "toast" }, h("span", {}, sentence));
  const close = () => box.remove();
  if (action) {
    const act = () => {
      close();
      action.act();
    };
    box.append(h("button", { type: "button", onclick: act }, action.label));
  }
  box.append(h("button", { type: "button", "aria-label": words.dismiss, onclick: close }, "×"));
  // One at a time: an older one's offer is reached with Ctrl+Z.
  document.getElementById("toasts")?.replaceChildren(box);
  const wait = () => setTimeout(() => (box.matches(":hover, :focus-within") ? wait() : close()), STAYS);
  wait();
}

// A part that is fetched when it is asked for may not come: the network is gone, or the site has a new release.
const MISSING = /dynamically imported module|importing a module script/i; // as Chromium and Firefox, and Safari, say it
globalThis.addEventListener?.("unhandledrejection", (event) => {
  if (!(event.reason instanceof TypeError && MISSING.test(event.reason.message))) return;
  event.preventDefault();
  toast(words.partMissing);
});
