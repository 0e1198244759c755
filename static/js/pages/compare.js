// @ts-check
/** Two accounts side by side: ribbons between what both tell, one height for the chosen passage, filters, keys. */

/** @import { PassageData, Side } from "../comparing/passages.js" */

import { Beside } from "../comparing/beside.js";
import { Choosing } from "../comparing/choosing.js";
import { Passages, SIDES } from "../comparing/passages.js";
import { Ribbons } from "../comparing/ribbons.js";
import { told } from "../comparing/words.js";
import { h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";

const NARROW = matchMedia("(max-width: 48rem)");

/** @param {string} selector */
const part = (selector) => {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement || found instanceof SVGElement)) throw new Error(`the page has no ${selector}`);
  return found;
};
const box = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (part(selector));

/** @type {{passages: PassageData[]}} */
const data = JSON.parse(box("#page-data").textContent ?? "");
const root = box("#sides");
const columns = { left: box("#side-left .side-text"), right: box("#side-right .side-text") };
const buttons = [...box("#switch").querySelectorAll("button")];
const [one, other] = buttons.map(({ textContent }) => (textContent ?? "").trim());
const passages = new Passages(columns, data.passages);
const ribbons = new Ribbons(/** @type {SVGSVGElement} */ (part("#ribbons")), columns, passages.all);
const beside = new Beside(box("#beside"));
const choosing = new Choosing({
  root,
  columns,
  accounts: { left: one, right: other },
  passages,
  ribbons,
  beside,
  oneAtATime: () => NARROW.matches,
});

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null} the sentence around it
 */
const sentence = (target) => (target instanceof Element ? target.closest("[data-passages]") : null);

root.addEventListener("click", (event) => {
  if (!getSelection()?.isCollapsed) return; // somebody selects words to copy them
  const found = sentence(event.target);
  const pickable = found && (passages.of(found).passages.length || choosing.filter === "only");
  if (pickable) choosing.choose(found, { focus: true });
  else if (event.target instanceof Element && event.target.closest(".side-text")) choosing.clear();
});

/** @type {Record<string, () => void>} */
const KEYS = {
  ArrowDown: () => choosing.step(1),
  ArrowUp: () => choosing.step(-1),
  j: () => choosing.step(1),
  k: () => choosing.step(-1),
  ArrowRight: () => choosing.across(),
  ArrowLeft: () => choosing.across(),
};

root.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inText = event.target instanceof Element && event.target.closest(".side-text");
  const found = sentence(event.target);
  if (found && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    choosing.choose(found, { focus: true });
    return;
  }
  // On the text itself arrows scroll, as everywhere; on a passage they go to the next.
  const act = KEYS[event.key];
  if (!inText || !act || (!found && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  act();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) choosing.clear();
});

beside.on("previous", () => choosing.step(-1));
beside.on("next", () => choosing.step(1));
beside.on("across", () => choosing.across());
beside.on("clear", () => {
  const { chosen } = choosing;
  choosing.clear();
  chosen?.focus({ preventScroll: true });
});

const filters = [...document.querySelectorAll("#strip [data-filter]")];
for (const filter of filters) {
  filter.removeAttribute("disabled"); // without scripts it only counts
  filter.addEventListener("click", () => {
    const on = filter.getAttribute("aria-pressed") !== "true";
    for (const each of filters) each.setAttribute("aria-pressed", String(on && each === filter));
    choosing.only(on ? (filter.getAttribute("data-filter") ?? "") : "");
  });
}

/** @param {Side} side */
function shown(side) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.side === side));
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    choosing.clear();
    choosing.showSide(/** @type {Side} */ (button.dataset.side));
    announce(say(told.shownNow, { account: (button.textContent ?? "").trim() }));
  });
}
root.addEventListener("shown", (event) => shown(/** @type {CustomEvent<Side>} */ (event).detail));

/** From the list up to the place of a passage in the texts. */
for (const item of document.querySelectorAll(".links > li")) {
  const found = passages.all[Number(item.id.replace("link-", ""))]?.left;
  const show = () => found && choosing.choose(found, { focus: true });
  if (found) item.append(h("button", { type: "button", class: "button-link small", onclick: show }, told.showAbove));
}

function fit() {
  box("#switch").hidden = !NARROW.matches;
  root.classList.toggle("sides-one", NARROW.matches);
  root.dataset.shown ??= "left";
  // A column that scrolls needs to be reachable by keyboard; one that does not is no stop.
  for (const side of SIDES) columns[side].tabIndex = NARROW.matches ? -1 : 0;
  ribbons.measure();
  choosing.realign();
}

NARROW.addEventListener("change", fit);
new ResizeObserver(fit).observe(root);
