// @ts-check
/** The page of adjudication: puts the pieces together, and hears what others do on the same text. */

/** @import { DeskData } from "../adjudicating/desk.js" */

import { Desk } from "../adjudicating/desk.js";
import { listen } from "../adjudicating/keys.js";
import { told } from "../adjudicating/words.js";
import { Feed } from "../live/feed.js";
import { pointAt } from "../pointing.js";
import { watch } from "../selecting.js";

const SOON = 600; // ms: what happens together is asked for once

/** @param {string} id */
const part = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

/** @type {DeskData} */
const data = JSON.parse(part("page-data").textContent ?? "");
const desk = new Desk(data, part);
const help = /** @type {HTMLDialogElement} */ (part("help"));
listen(desk, help);
part("alike").addEventListener("click", () => void desk.deciding.alike());
part("retry").addEventListener("click", () => desk.deciding.sending.retry());
for (const opener of document.querySelectorAll("[data-help]")) opener.addEventListener("click", () => help.showModal());
watch(desk.page, (span) => desk.select(span));

desk.page.root.addEventListener("click", ({ clientX, clientY }) => {
  if (!getSelection()?.isCollapsed) return;
  if (desk.selection) desk.select(null);
  const point = pointAt(desk.page, clientX, clientY)?.point;
  if (point === undefined) return;
  const here = desk.items
    .filter(({ start, end }) => start <= point && point < end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  // The shortest first; the next click at the same place goes to the one around it.
  const next = here[(here.findIndex((each) => each === desk.current) + 1) % here.length];
  if (next) desk.go(next);
});

let first = true;
new ResizeObserver(() => {
  if (!first) desk.shown.again();
  first = false;
}).observe(desk.page.root);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(() => void desk.deciding.read(), SOON);
};
new Feed({ me: data.me.id, project: data.project, seq: data.table.seq }, {
  change: ({ verb, scope, actor, after }) => {
    const ours = scope === `revision:${data.revision.id}` || after?.revision === data.revision.id;
    if (!ours || !/^(annotation|decision)\./.test(verb)) return;
    if (verb.startsWith("decision.") && actor?.id === data.me.id) return; // done here; or in another tab: then it clashes, and is read
    soon();
  },
  reset: soon,
});

window.addEventListener("beforeunload", (event) => {
  if (!desk.deciding.sending.waiting) return;
  event.preventDefault();
  event.returnValue = told.leave;
});
part("panel").focus({ preventScroll: true });
if (desk.current) desk.shown.reveal(desk.current);
