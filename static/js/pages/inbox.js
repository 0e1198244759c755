// @ts-check
/** The inbox: hears at once when something new was said, and says so. Everything else on the page works by itself. */

import { Feed } from "../live/feed.js";

const count = Number(document.getElementById("inbox-count")?.dataset.unread ?? 0);

document.addEventListener("annotator:unread", (event) => {
  const notice = document.getElementById("inbox-new");
  if (notice) notice.hidden = /** @type {CustomEvent} */ (event).detail <= count;
});

/** @type {{me: number, projects: [number, number][]}} */
const { me, projects } = JSON.parse(document.getElementById("inbox-data")?.textContent ?? "{}");

// The badge of the header asks again when a comment is heard of: the feed does not know whom one concerns.
const tell = (/** @type {unknown} */ detail) => document.dispatchEvent(new CustomEvent("annotator:change", { detail }));
for (const [project, seq] of projects ?? []) {
  new Feed({ me, project, seq }, { change: tell, reset: () => tell({ verb: "comment.created" }) });
}
