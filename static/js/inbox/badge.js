// @ts-check
/** How many comments one has not read, in the header of every page: asked for now, on coming back, and on news. */

import { request, Refused } from "../api.js";
import { told } from "../comments/words.js";
import { say } from "../strings.js";

const EVERY = 60_000; // ms, while the page is in sight
const SOON = 1000; // ms after something was said: reading it comes first, so that what is open does not count

/** @param {HTMLElement} link */
export function badge(link) {
  const number = /** @type {HTMLElement} */ (link.querySelector(".inbox-badge"));
  let timer = 0;
  const look = async () => {
    if (document.hidden) return;
    try {
      const { data } = await request("GET", "/inbox/unread/");
      const count = data.unread;
      number.hidden = !count;
      number.textContent = count > 99 ? "99+" : String(count);
      if (count) link.setAttribute("aria-label", say(told.inboxUnread, { count }));
      else link.removeAttribute("aria-label");
      document.dispatchEvent(new CustomEvent("annotator:unread", { detail: count }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // what it said last stays
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), SOON);
  };
  document.addEventListener("annotator:change", (event) => {
    if (/^comment\./.test(/** @type {CustomEvent} */ (event).detail?.verb)) soon();
  });
  document.addEventListener("annotator:read", soon);
  document.addEventListener("visibilitychange", () => void look());
  setInterval(() => void look(), EVERY);
  void look();
}
