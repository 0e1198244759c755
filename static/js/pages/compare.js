// @ts-check
/** Accounts side by side: ribbons between what they tell, one height for the chosen passage, filters, keys. */

/** @import { LinkData } from "../comparing/passages.js" */

import { limit, watch } from "../comparing/accounts.js";
import { Beside } from "../comparing/beside.js";
import { Choosing } from "../comparing/choosing.js";
import { offerSelected } from "../comparing/opening.js";
import { Passages } from "../comparing/passages.js";
import { Ribbons } from "../comparing/ribbons.js";
import { offerSending, send, whole } from "../comparing/sending.js";
import { Together } from "../comparing/together.js";
import { follow } from "../comparing/waiting.js";
import { told } from "../comparing/words.js";
import { h, shorten } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";

const NARROW = matchMedia("(max-width: 48rem)");
const KEPT = "annotator-scroll-together";

/** @param {string} selector */
const box = (selector) => {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
};
/** @param {string} selector */
const boxes = (selector) => [...document.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);

/** @type {{accounts: {id: number, name: string, revision: number}[], links: LinkData[], project: number, story: number | null, seq: number, me: number, may: {fill: boolean}}} */
const data = JSON.parse(box("#page-data").textContent ?? "");
const root = box("#sides");
const columns = boxes(".side-text");
const buttons = boxes("#switch button");
const passages = new Passages(columns, data.links);
const gutters = /** @type {SVGSVGElement[]} */ ([...document.querySelectorAll("svg.ribbons")]);
const ribbons = new Ribbons(gutters, columns, passages.all, {
  names: data.accounts.map(({ name }) => name),
  go: (element) => choosing.choose(element, { focus: true }),
});
const beside = new Beside(box("#beside"));
const choosing = new Choosing({
  root,
  columns,
  accounts: data.accounts,
  passages,
  ribbons,
  beside,
  oneAtATime: () => NARROW.matches,
});
const together = new Together(columns, passages);

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null} the sentence around it
 */
const sentence = (target) => (target instanceof Element ? target.closest("[data-sentence]") : null);

root.addEventListener("click", (event) => {
  if (!getSelection()?.isCollapsed) return; // somebody selects words
  const found = sentence(event.target);
  const pickable = found && (passages.of(found).links.length || choosing.filter === "only");
  if (pickable) choosing.choose(found, { focus: true });
  else if (event.target instanceof Element && event.target.closest(".side-text")) choosing.clear();
});

/** @type {Record<string, () => void>} */
const KEYS = {
  ArrowDown: () => choosing.step(1),
  ArrowUp: () => choosing.step(-1),
  j: () => choosing.step(1),
  k: () => choosing.step(-1),
  ArrowRight: () => choosing.across(1),
  ArrowLeft: () => choosing.across(-1),
  f: () => filterBy((filters.findIndex(isOn) + 2) % (filters.length + 1)),
  s: () => scrollTogether(!together.on),
  c: () => putChosen(),
};
for (const column of columns.keys()) KEYS[String(column + 1)] = () => choosing.go(column);

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
  if (event.key === "Escape" && !document.querySelector("dialog[open], details.menu[open]")) choosing.clear();
});

/** The chosen passage, on a claim of the story. */
function putChosen() {
  const { chosen } = choosing;
  if (!chosen || !data.story || !data.may.fill) return;
  const account = data.accounts[passages.of(chosen).column];
  void send({ story: data.story, project: data.project }, account, whole(chosen)).then(() => chosen.focus({ preventScroll: true }));
}

beside.on("put", putChosen);
beside.on("previous", () => choosing.step(-1));
beside.on("next", () => choosing.step(1));
beside.on("clear", () => {
  const { chosen } = choosing;
  choosing.clear();
  chosen?.focus({ preventScroll: true });
});

const filters = boxes("#strip [data-filter]");
const isOn = (/** @type {HTMLElement} */ filter) => filter.getAttribute("aria-pressed") === "true";

/** @param {number} number - from 1; 0 shows all */
function filterBy(number) {
  for (const [at, each] of filters.entries()) each.setAttribute("aria-pressed", String(at === number - 1));
  choosing.only(filters[number - 1]?.dataset.filter ?? "");
}

for (const [at, filter] of filters.entries()) {
  filter.removeAttribute("disabled"); // without scripts it only counts
  filter.addEventListener("click", () => filterBy(isOn(filter) ? 0 : at + 1));
}

const tick = document.querySelector("#together");

/** @param {boolean} on */
function scrollTogether(on, quietly = false) {
  together.on = on;
  if (tick instanceof HTMLInputElement) tick.checked = on;
  if (quietly) return;
  localStorage.setItem(KEPT, on ? "1" : "");
  announce(on ? told.together : told.apart);
}
scrollTogether(localStorage.getItem(KEPT) === "1", true);
tick?.addEventListener("change", () => scrollTogether(tick instanceof HTMLInputElement && tick.checked));

for (const [at, button] of buttons.entries()) {
  button.addEventListener("click", () => {
    // What is chosen is followed to its counterpart; without one the account is just shown.
    const there = choosing.chosen && passages.counterparts(choosing.chosen).get(at);
    if (there) return choosing.choose(there);
    choosing.clear();
    choosing.showColumn(at);
    announce(say(told.shownNow, { account: data.accounts[at].name }));
  });
}
root.addEventListener("shown", (event) => {
  const { detail } = /** @type {CustomEvent<number>} */ (event);
  for (const [at, button] of buttons.entries()) button.setAttribute("aria-pressed", String(at === detail));
  for (const [at, side] of boxes(".side").entries()) side.classList.toggle("side-shown", at === detail);
});

/** From the list up to the place of a passage in the texts. */
for (const item of document.querySelectorAll(".links > li[id]")) {
  const found = passages.all[Number(item.id.replace("link-", ""))]?.ends[0];
  const show = () => found && choosing.choose(found, { focus: true });
  if (found) item.append(h("button", { type: "button", class: "button-link small", onclick: show }, told.showAbove));
}

for (const [at, button] of buttons.entries()) button.setAttribute("title", shorten(data.accounts[at].name, 80));
offerSelected(columns, data.accounts);
if (data.story && data.may.fill) offerSending(columns, data.accounts, { story: data.story, project: data.project });
const putting = document.querySelector('#beside [data-act="put"]');
if (putting instanceof HTMLElement) putting.hidden = !(data.story && data.may.fill);
const chooser = document.querySelector("#chooser");
if (chooser instanceof HTMLElement) limit(chooser);
const waits = document.querySelector("#waiting");
if (waits instanceof HTMLElement) void follow(waits, data.accounts.map(({ id }) => id), () => Boolean(choosing.chosen));
if (data.story) watch({ ...data, story: data.story });

function fit() {
  box("#switch").hidden = !NARROW.matches;
  const label = document.querySelector("#together-label");
  if (label instanceof HTMLElement) label.hidden = NARROW.matches;
  root.classList.toggle("sides-one", NARROW.matches);
  if (root.dataset.shown === undefined) choosing.showColumn(0);
  // A column that scrolls needs to be reachable by keyboard; one that does not is no stop.
  for (const column of columns) column.tabIndex = NARROW.matches ? -1 : 0;
  ribbons.measure();
  choosing.realign();
}

NARROW.addEventListener("change", fit);
new ResizeObserver(fit).observe(root);
