// @ts-check
/** Pairs that are still to be compared: how many are done, and the page anew when all of them are. */

import { request } from "../api.js";
import { h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { told } from "./words.js";

const LONGEST_PAUSE = 8000; // ms between two questions, reached after some failures

/**
 * @param {HTMLElement} box - `#waiting`
 * @param {number[]} accounts
 * @param {() => boolean} busy - whether somebody reads a passage, whom a new page would interrupt
 */
export async function follow(box, accounts, busy) {
  const { story, then = "" } = box.dataset;
  const part = (/** @type {string} */ name) => box.querySelector(`[data-part="${name}"]`) ?? box;
  let pause = 300;
  for (;;) {
    await new Promise((done) => setTimeout(done, pause));
    if (document.hidden || !box.isConnected) continue;
    try {
      const { data } = await request("GET", `/stories/${story}/comparisons/?accounts=${accounts.join(",")}`);
      const bar = part("bar");
      if (bar instanceof HTMLProgressElement) bar.value = data.ready;
      part("number").textContent = say(told.pairs, data);
      // One that failed or was cancelled is told by the page, with the way out.
      if (data.ready === data.pairs || ["failed", "cancelled"].includes(data.job?.state)) break;
      pause = 600;
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
  if (!busy()) return location.replace(then);
  part("words").replaceChildren(told.ready, " ", h("a", { href: then }, told.reload));
  announce(told.ready);
}
