// @ts-check
/** The note on the chosen passage, below the columns: what each of the other accounts has instead. */

import { h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * What another account has of the chosen passage; without `go` it has nothing.
 * @typedef {{number: number, name: string, kind: string, explanations: string[], quote: string, go?: () => void}} Other
 */

const LONGEST = 200; // letters of a quote

export class Beside {
  /** @param {HTMLElement} box - `#beside` */
  constructor(box) {
    this.box = box;
  }

  /** @param {{kind: string, place: number, count: number, others: Other[], open: {href: string, name: string}}} about */
  show({ kind, place, count, others, open }) {
    const label = this.#part("kind");
    label.className = `kind kind-${kind}`;
    label.textContent = kindOf(kind);
    this.#part("place").textContent = say(told.place, { place, count });
    const link = h("a", { class: "small", href: open.href }, say(told.openIn, { account: shorten(open.name, 40) }));
    const having = others.filter(({ go }) => go);
    const without = others.filter(({ go }) => !go);
    this.#part("others").replaceChildren(...having.map(row), without.length ? lacking(without) : "", h("li", { class: "beside-open" }, link));
    this.box.hidden = false;
  }

  hide() {
    this.box.hidden = true;
  }

  /**
   * @param {string} act
   * @param {() => void} listener
   */
  on(act, listener) {
    this.box.querySelector(`[data-act="${act}"]`)?.addEventListener("click", listener);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part = (name) => this.box.querySelector(`[data-part="${name}"]`) ?? this.box;
}

/** @param {string} kind */
const kindOf = (kind) => told.kinds[/** @type {keyof typeof told.kinds} */ (kind)];

/** @param {number} number */
const badge = (number) => h("span", { class: "side-number", "aria-hidden": "true" }, String(number));

/**
 * The accounts that have nothing of it, in one line.
 * @param {Other[]} others
 */
function lacking(others) {
  const names = others.map(({ number, name }) => h("span", { class: "soft" }, badge(number), name));
  const head = h("p", { class: "row" }, h("span", { class: "kind kind-only" }, kindOf("only")), ...names);
  return h("li", {}, head, h("p", { class: "soft" }, told.alone));
}

/** @param {Other} other */
function row({ number, name, kind, explanations, quote, go }) {
  const head = h(
    "button",
    { type: "button", class: "button-link", onclick: go, "aria-label": say(told.across, { account: name }) },
    badge(number),
    name,
  );
  return h(
    "li",
    {},
    h("p", { class: "row" }, head, h("span", { class: `kind kind-${kind}` }, kindOf(kind))),
    ...explanations.map((sentence) => h("p", { class: "beside-words" }, sentence)),
    quote && h("blockquote", { class: "counterpart", dir: "auto" }, shorten(quote, LONGEST)),
  );
}
