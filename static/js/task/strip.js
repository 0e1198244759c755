// @ts-check
/** The strip above an article that is one's task: its keys, and the time that the task takes. */

import { Refused, request } from "../api.js";
import { Clock } from "./clock.js";

const BY_KEY = "annotator.task-by-key";
const EVERY = 30_000;
const ACTS = ["pointermove", "pointerdown", "keydown", "scroll", "wheel", "touchstart"];

/**
 * Do what a key of the task asks for: its button is pressed, its link followed.
 * @param {"done" | "next" | "previous"} what
 * @returns {boolean} whether there is such a button now
 */
export function press(what) {
  const found = document.querySelector(`#task [data-task="${what}"]`);
  if (found) byKey(true);
  if (found instanceof HTMLFormElement) found.requestSubmit();
  else if (found instanceof HTMLElement) found.click();
  return found !== null;
}

/**
 * Whoever came here by a key of the task goes on with the keys: the text has the focus. A task that is open is timed.
 * @param {HTMLElement} strip
 * @param {HTMLElement} text
 * @param {() => boolean} keep - whether a mark is half made, which it says then: nobody leaves it by saying "done"
 */
export function begin(strip, text, keep) {
  const stay = (/** @type {Event} */ event) => {
    if (!keep()) return;
    event.preventDefault();
    byKey(false);
  };
  strip.addEventListener("submit", stay);
  for (const link of strip.querySelectorAll("a[href]")) link.addEventListener("click", stay);
  if (byKey(false)) text.focus({ preventScroll: true });
  if ("counts" in strip.dataset) count(strip);
}

/**
 * Note for the next page of this window whether a key leads there.
 * @param {boolean} is
 * @returns {boolean} whether one led here
 */
function byKey(is) {
  try {
    const was = sessionStorage.getItem(BY_KEY) !== null;
    if (is) sessionStorage.setItem(BY_KEY, "1");
    else sessionStorage.removeItem(BY_KEY);
    return was;
  } catch {
    return false; // storage is shut off
  }
}

/**
 * Tell the server every so often how long somebody worked on the article, and when they leave.
 * @param {HTMLElement} strip
 */
function count(strip) {
  const clock = new Clock();
  const path = `/articles/${strip.dataset.article}/time/`;
  const tell = async () => {
    const seconds = clock.take(performance.now());
    if (!seconds) return;
    try {
      await request("POST", path, { body: { seconds }, keepalive: true });
    } catch (error) {
      // Without a network it is told later. The server adds no more than has passed: nothing counts twice.
      if (error instanceof Refused && error.passing) clock.putBack(seconds);
    }
  };
  const seen = () => clock.show(document.visibilityState === "visible", performance.now());
  seen();
  for (const name of ACTS) addEventListener(name, () => clock.act(performance.now()), { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => {
    seen();
    if (document.visibilityState === "hidden") void tell();
  });
  addEventListener("pagehide", () => void tell());
  setInterval(() => void tell(), EVERY);
}
