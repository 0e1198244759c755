// @ts-check
/** Walking from change to change, with buttons and, while the text has the focus, with j and k. */

import { announce } from "../elements/notices.js";
import { say, words } from "../strings.js";

const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".redline-place")]);
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("#walk [data-step]")]);
let at = -1;

/** @param {number} by */
const step = (by) => {
  if (!places.length) return;
  at = at < 0 && by < 0 ? places.length - 1 : (at + by + places.length) % places.length;
  const pieces = piecesOf(places[at]);
  const [first] = pieces;
  if (!first) return;
  for (const shown of document.querySelectorAll(".redline-here")) shown.classList.remove("redline-here");
  for (const piece of pieces) piece.classList.add("redline-here");
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
  announce(pieces.map(told).join(" "));
};

/**
 * What was taken out and put in at a place: it stands right behind it, before other words or another place.
 * @param {HTMLElement} place
 */
function piecesOf(place) {
  const found = [];
  for (let node = place.nextSibling; node instanceof HTMLElement && /^(INS|DEL)$/.test(node.tagName); node = node.nextSibling) found.push(node);
  return found;
}

/** @param {HTMLElement} piece */
function told(piece) {
  const sentence = piece.matches(".redline-from, .redline-to") ? words.changeMoved : piece.tagName === "DEL" ? words.changeOut : words.changeIn;
  return say(sentence, { words: piece.textContent?.trim() ?? "" });
}

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}

addEventListener("hashchange", () => (at = places.findIndex((place) => `#${place.id}` === location.hash)));

addEventListener("keydown", (event) => {
  const here = event.target instanceof Element && event.target.closest("#redline, #walk");
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
