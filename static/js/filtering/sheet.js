// @ts-check
/** All filters: a sheet over the strip, on phones over the lower half of the page. Loaded when it is first opened. */

/** @import { Book } from "../codebook.js" */
/** @import { Shown } from "../elements/bar.js" */
/** @import { Facet, Filter } from "./filters.js" */

import { h } from "../elements/dom.js";
import { helpOn } from "../elements/meaning.js";
import { say, words } from "../strings.js";
import { choices } from "./facets.js";
import { counts, isNone, none, toggled } from "./filters.js";
import { told } from "./words.js";

const STILL = 200; // ms without a letter, before it is looked for

export class Sheet {
  /** @type {Shown | null} */
  state = null;

  /**
   * @param {object} given
   * @param {Book} given.book
   * @param {(filter: Filter) => void} given.onFilter
   * @param {() => void} given.onSelect
   * @param {(wasInside: boolean) => void} given.onClose - `wasInside`: it had the focus
   */
  constructor({ book, onFilter, onSelect, onClose }) {
    this.book = book;
    this.onFilter = onFilter;
    this.onSelect = onSelect;
    this.onClose = onClose;
    this.search = h("input", { type: "search", id: "filter-text", autocomplete: "off", dir: "auto", maxlength: 200 });
    let timer = 0;
    this.search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => this.#look(), STILL);
    });
    this.facets = h("div", { class: "filter-facets" });
    this.help = h("div", { class: "help composer-help", id: "filter-help" });
    this.acts = h("div", { class: "actions" });
    this.box = h(
      "div",
      { class: "filter-sheet", role: "dialog", "aria-label": told.filters, hidden: true },
      h("div", { class: "field" }, h("label", { for: "filter-text" }, told.find), this.search),
      this.facets,
      this.help,
      this.acts,
    );
    this.box.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && event.target instanceof Element && !event.target.closest(".bar")) this.close();
    });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** @param {Shown} state */
  open(state) {
    this.box.hidden = false;
    this.search.value = state.filter.text;
    this.render(state);
    this.search.focus();
    this.search.select();
  }

  close() {
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this.onClose(inside);
  }

  /** @param {Shown} state */
  render(state) {
    this.state = state;
    if (this.box.hidden) return;
    const focused = this.box.contains(document.activeElement) ? document.activeElement?.getAttribute("data-choice") : null;
    const found = counts(state.filter, state.facts);
    const named = /** @type {[Facet, string][]} */ ([
      ["layers", told.layers],
      ["people", told.people],
      ["codes", told.codes],
      ["states", told.states],
      ["origins", told.origins],
    ]);
    this.facets.replaceChildren(...named.map(([facet, label]) => this.#facet(facet, label, found[facet])));
    const mine = state.shown.filter(({ mine: own }) => own).length;
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ act, kind = "") =>
      h("button", { type: "button", class: `button button-small ${kind}`, "data-choice": name, onclick: act }, label);
    this.acts.replaceChildren(
      mine ? button("select", say(told.selectShown, { count: mine }), () => this.#select()) : "",
      isNone(state.filter) ? "" : button("clear", told.clear, () => this.#clear(), "button-quiet"),
      button("close", words.dismiss, () => this.close(), "button-quiet"),
    );
    if (!focused || this.box.contains(document.activeElement)) return;
    /** @type {HTMLElement} */ (this.box.querySelector(`[data-choice="${CSS.escape(focused)}"]`) ?? this.search).focus();
  }

  // -- inside

  /**
   * @param {Facet} facet
   * @param {string} label
   * @param {Map<string, number>} found
   */
  #facet(facet, label, found) {
    const { state } = this;
    if (!state) return "";
    const { filter, all } = state;
    // What no mark has is not offered, unless it is chosen: a codebook has some fifty codes.
    const some = choices(this.book, all, facet).filter(({ value }) => found.get(value) || filter[facet].has(value));
    if (!some.length) return "";
    const rows = some.map(({ value, label: name, sign, about }) => {
      const tell = () => this.help.replaceChildren(...helpOn(about ?? null));
      const act = () => this.onFilter(toggled(this.state?.filter ?? filter, facet, value));
      const given = { type: "button", class: "filter", "data-choice": `${facet} ${value}`, "aria-describedby": about && "filter-help", onfocus: tell, onpointerenter: tell, "aria-pressed": String(filter[facet].has(value)), onclick: act };
      return h("button", given, sign, h("span", {}, name), h("span", { class: "number soft" }, String(found.get(value) ?? 0)));
    });
    return h("fieldset", { class: "dimension" }, h("legend", {}, label), h("div", { class: "keys" }, ...rows));
  }

  #look() {
    const { state } = this;
    const text = this.search.value.trim();
    if (state && state.filter.text !== text) this.onFilter({ ...state.filter, text });
  }

  #clear() {
    this.search.value = "";
    this.onFilter(none());
    this.search.focus();
  }

  #select() {
    this.close();
    this.onSelect();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && event.target === this.search) this.#look();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }
}
