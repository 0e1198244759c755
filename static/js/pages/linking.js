// @ts-check
/** The form that links a claim or a passage: what it may be linked to is found by typing. */

import { fits } from "../linking/finding.js";

for (const list of document.querySelectorAll("[data-finds]")) start(list);

/** @param {Element} list */
function start(list) {
  const search = list.querySelector("input[type=search]");
  const box = search?.closest("p");
  if (!(search instanceof HTMLInputElement) || !box) return;
  const labels = [...list.querySelectorAll("label:has(input[type=radio])")].filter((each) => each instanceof HTMLElement);
  const none = list.querySelector("[data-part=none]");
  box.hidden = false;
  search.addEventListener("input", () => {
    for (const label of labels) label.hidden = !fits(label.textContent ?? "", search.value);
    if (none instanceof HTMLElement) none.hidden = labels.some((label) => !label.hidden);
  });
  search.addEventListener("keydown", (event) => {
    const down = event.key === "ArrowDown";
    if (!down && event.key !== "Enter") return;
    event.preventDefault(); // Enter takes the first that fits; it does not send the form half filled in
    const radio = labels.find((label) => !label.hidden)?.querySelector("input");
    if (!radio) return;
    if (!down) radio.checked = true;
    radio.focus();
  });
}
