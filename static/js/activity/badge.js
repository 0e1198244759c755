// @ts-check
/**
 * What runs and waits of one's own, in the header of every page: asked for now, often while there is something, else
 * each minute. What failed since one looked last is told once, in whichever tab hears of it first.
 */

import { request, Refused } from "../api.js";
import { toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { told } from "./words.js";

const BUSY = 4000; // ms, while something runs or waits
const IDLE = 60_000; // ms

/** @param {HTMLElement} link */
export function badge(link) {
  const number = /** @type {HTMLElement} */ (link.querySelector(".inbox-badge"));
  const seen = `annotator-failures-${link.dataset.me}`;
  let timer = 0;
  const look = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    let pause = IDLE;
    try {
      const { data } = await request("GET", "/activity/");
      const count = data.running + data.waiting;
      // Who looks at the page sees what failed there.
      if (data.failed.length && link.getAttribute("href") === location.pathname) remember(seen, data.failed[0].finished_at);
      const fresh = data.failed.filter((/** @type {{finished_at: string}} */ each) => each.finished_at > remembered(seen));
      link.hidden = !count && !fresh.length;
      link.toggleAttribute("data-failed", fresh.length > 0);
      number.textContent = fresh.length ? "!" : count > 99 ? "99+" : String(count);
      link.setAttribute("aria-label", fresh.length ? told.failed : say(told.count, data));
      if (fresh.length) tell(link, fresh[0], `${seen}-told`);
      if (count) pause = BUSY;
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // what it said last stays
    }
    timer = window.setTimeout(() => void look(), pause);
  };
  document.addEventListener("visibilitychange", () => void look());
  document.addEventListener("annotator:activity", () => void look());
  void look();
}

/**
 * @param {HTMLElement} link
 * @param {{id: string, error: string, finished_at: string}} job
 * @param {string} key
 */
function tell(link, job, key) {
  if (job.finished_at <= remembered(key)) return;
  remember(key, job.finished_at);
  const act = () => location.assign(link.getAttribute("href") ?? "/");
  toast(say(told.oneFailed, { error: job.error }), { label: told.show, act });
}

/** @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // a browser that keeps nothing tells it again
  }
}

/**
 * @param {string} key
 * @param {string} moment
 */
function remember(key, moment) {
  try {
    localStorage.setItem(key, moment);
  } catch {
    // as above
  }
}
