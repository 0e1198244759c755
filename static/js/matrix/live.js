// @ts-check
/** What others do in the same table, as they do it: a cell at once, everything else by reading the table anew. */

/** @import { Sheet } from "./sheet.js" */
/** @import { Change } from "../live/feed.js" */

import { Feed } from "../live/feed.js";

const SOON = 300; // ms: what happens together is asked for once
const LONGEST = 30_000; // ms until it is asked again after it could not be read; twice as long each time

/** @param {Sheet} sheet */
export function follow(sheet) {
  const { me, project, seq, story } = sheet.data;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const soon = (wait = SOON) => {
    clearTimeout(timer);
    timer = setTimeout(async () => (await sheet.look()) || soon(Math.min(2 * wait, LONGEST)), wait);
  };

  new Feed({ me: me.id, project, seq }, {
    change: (change) => {
      hear(change);
      document.dispatchEvent(new CustomEvent("annotator:change", { detail: change }));
    },
    reset: () => soon(),
    state: (up) => up || soon(),
  });
  // What happened between the page and the table's answer; and while nobody looked.
  soon();
  document.addEventListener("visibilitychange", () => document.hidden || soon());

  /** @param {Change} change */
  function hear(change) {
    if (change.scope !== `story:${story}`) {
      // A mark that is gone takes its quotes along.
      if (/^annotation\.(changed|deleted|restored)/.test(change.verb)) soon();
      return;
    }
    if (change.verb === "cell.set" && sheet.cells.hear(change)) return;
    if (sheet.filters.isDecided && change.verb.startsWith("decision.")) soon();
    if (/^(cell|claim|link|mention|account|story|origin)\./.test(change.verb)) soon();
  }
}
