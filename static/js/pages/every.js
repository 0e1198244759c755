// @ts-check
/** What every page does: menus that close, dialogs that open, jobs that report. */

import { follow } from "../elements/job.js";
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

const inbox = document.getElementById("inbox-link");
if (inbox) badge(inbox);

for (const box of document.querySelectorAll(".job")) {
  if (box instanceof HTMLElement) follow(box);
}
