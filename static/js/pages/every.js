// @ts-check
/** What every page does: menus that close, dialogs that open, jobs that report. */

import { typed } from "../elements/typed.js";
import { badge as working } from "../activity/badge.js";
import { badge } from "../inbox/badge.js";

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.removeAttribute("open");
  }
  const opener = target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.getAttribute("data-opens") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (target.closest("[data-closes]")) target.closest("dialog")?.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
});

// A form that leaves out what was filled in elsewhere on the page asks first.
document.addEventListener("submit", (event) => {
  const asks = event.target instanceof HTMLFormElement && event.target.dataset.leavesOut;
  if (asks && typed() && !confirm(asks)) event.preventDefault();
});

const inbox = document.getElementById("inbox-link");
if (inbox) badge(inbox);

const activity = document.getElementById("activity-link");
if (activity) working(activity);

// A table that is wider than its place is scrolled with the arrow keys: for that it needs the focus.
const wide = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".table-wrap:not([tabindex])")) wide.observe(box);

const jobs = [...document.querySelectorAll(".job")].filter((box) => box instanceof HTMLElement);
if (jobs.length) void import("../elements/job.js").then(({ follow }) => jobs.forEach(follow));
