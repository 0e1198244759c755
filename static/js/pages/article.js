// @ts-check
/** The article page: puts the pieces together and keeps what is shown up to date. */

/** @import { PageData } from "../types.js" */

import { idle } from "../elements/dom.js";
import { rects } from "../elements/overlay.js";
import { Keys } from "../keyboard/table.js";
import { listen } from "../keys.js";
import { follow } from "../live/article.js";
import { supported } from "../paint.js";
import { entriesAt, pointAt } from "../pointing.js";
import { watch } from "../selecting.js";
import { Workspace } from "../workspace.js";

/** @param {string} id */
const part = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

performance.mark("annotator:start");
/** @type {PageData} */
const data = JSON.parse(part("page-data").textContent ?? "");
const work = new Workspace(data, part);
part("unsupported").hidden = supported();
const keys = new Keys();
listen(work, { help: /** @type {HTMLDialogElement} */ (part("help")), letters: /** @type {HTMLInputElement} */ (part("letters")), keys });
const { suggestions } = data;
if (suggestions?.on) {
  void import("../suggesting/review.js").then(({ Review }) => {
    work.review = new Review(work, suggestions, part("review"), keys);
  });
}
watch(work.page, (span, touch) => work.marker.compose(span, { focus: !touch }));
for (const each of document.querySelectorAll("[data-view]")) {
  each.addEventListener("click", () => work.look(each.getAttribute("data-view") === "read" ? "read" : "annotate"));
}
point();
work.talks.fromAddress();
follow(work, part("here"));
const task = document.getElementById("task");
if (task) void import("../task/strip.js").then(({ begin }) => begin(task, work.page.root, () => work.marker.composer.keep()));
if (data.annotations.some(({ codebook }) => codebook < data.codebook.version)) {
  const of = { project: data.project.id, revision: data.revision.id };
  void import("../history/stale.js").then(({ notice }) => notice(part("saved"), of));
}
// The benchmark reads these two: from the start of the script to the frame in which marks and cards stand.
requestAnimationFrame(() => setTimeout(() => {
  performance.mark("annotator:painted");
  idle(async () => {
    // Without a network it prints without numbers.
    const printing = await import("../printing.js").catch(() => null);
    printing?.numberWhenPrinted({ page: work.page, book: work.book, shown: () => work.shown });
  });
}));

/** The pointer on the text: hover shows, a click picks, the next click at the same place picks what lies below. */
function point() {
  const { page } = work;
  let frame = 0;
  /** @type {object | null} the mark or suggestion that the pointer is on */
  let over = null;
  page.root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons || frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      const hit = pointAt(page, event.clientX, event.clientY);
      const found = hit ? entriesAt(work.shown, hit.point) : [];
      const proposed = hit ? (work.review?.list.at(hit.point)[0] ?? null) : null;
      // Each box that comes or goes has the browser paint all highlights anew.
      const next = found[0]?.shown ?? proposed;
      if (next === over) return;
      over = next;
      work.overlay.show("hover", found[0]?.shown.ranges ?? (proposed ? [proposed] : []));
      work.margin.point(found[0]?.shown.id ?? null);
      page.root.classList.toggle("over-mark", found.length > 0 || proposed !== null);
    });
  });
  page.root.addEventListener("pointerleave", () => {
    over = null;
    work.overlay.show("hover", []);
    work.margin.point(null);
  });
  page.root.addEventListener("click", (event) => {
    if (!getSelection()?.isCollapsed) return;
    const hit = pointAt(page, event.clientX, event.clientY);
    const found = hit ? entriesAt(work.shown, hit.point) : [];
    const { composer } = work.marker;
    if (composer.isOpen && !composer.touched) composer.close();
    const here = found.findIndex(({ shown }) => shown.id === work.active);
    const proposed = hit ? (work.review?.list.at(hit.point) ?? []) : [];
    // Behind the last mark of a place come its suggestions, then the first mark again.
    const last = proposed.findIndex(({ id }) => id === work.review?.active?.id);
    const next = proposed[last + 1];
    if (next && (last >= 0 || here === found.length - 1)) {
      work.review?.go(next);
      return;
    }
    if (!hit || !found.length) {
      if (proposed.length) work.review?.go(proposed[0]);
      else work.activate(null);
      return;
    }
    const { id } = found[(here + 1) % found.length].shown;
    work.activate(id);
    // Where it is now: becoming active may have scrolled the page.
    const [line] = rects(page, { start: hit.point, end: hit.point + 1 });
    if (found.length > 1 && line) void work.offer(found, id, { x: line.left, y: line.bottom });
  });
}

let first = true;
let later = 0;
const long = work.page.root.classList.contains("reading-long");
const resized = () => {
  work.overlay.again();
  work.margin.resized();
  work.margin.render(work.shown);
  work.marker.composer.place();
};
new ResizeObserver(() => {
  // It reports once on its own, when everything has just been placed.
  if (first) {
    first = false;
    return;
  }
  // A long text grows and shrinks while it is scrolled: the cards follow when it rests.
  clearTimeout(later);
  if (long) later = window.setTimeout(resized, 120);
  else resized();
}).observe(work.page.root);

window.addEventListener("beforeunload", (event) => {
  // The rest lies in the outbox, and is sent when a page is open again.
  if (work.saver.atRisk || work.marker.composer.unsaved) event.preventDefault();
});
