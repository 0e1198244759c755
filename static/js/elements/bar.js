// @ts-check
/** The strip at the foot of the article: the most used filters with their counts, what is chosen, the way to the rest. */

/** @import { Annotation } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Choice } from "../filtering/facets.js" */
/** @import { Facet, Facts, Filter } from "../filtering/filters.js" */
/** @import { Sheet } from "../filtering/sheet.js" */

import { choices, chosen } from "../filtering/facets.js";
import { counts, isNone, none, toggled } from "../filtering/filters.js";
import { told } from "../filtering/words.js";
import { say, words } from "../strings.js";
import { h } from "./dom.js";

/** @typedef {{all: Annotation[], facts: Facts[], shown: Annotation[], filter: Filter}} Shown */

const MOST_PEOPLE = 6; // beside each other in the strip; all of them are in the sheet

export class Bar {
  /** @type {Sheet | null} once it was opened */
  sheet = null;
  /** @type {Shown | null} */
  state = null;

  /**
   * @param {object} given
   * @param {HTMLElement} given.box - `#filters`
   * @param {Book} given.book
   * @param {(filter: Filter) => void} given.onFilter
   * @param {() => void} given.onSelect - all of one's own marks that are shown
   * @param {() => void} given.onClose - of the sheet: where the focus goes
   */
  constructor({ box, book, onFilter, onSelect, onClose }) {
    this.box = box;
    this.book = book;
    this.onFilter = onFilter;
    this.onSelect = onSelect;
    this.onClose = onClose;
    this.opener = h("button", { type: "button", class: "button button-small", "data-filter": "sheet", "aria-expanded": "false", onclick: () => void this.open() }, told.filter);
    this.groups = h("div", { class: "filter-groups" });
    this.chips = h("ul", { class: "filter-chips", "aria-label": told.filters });
    this.count = h("span", { class: "soft number bar-count" });
    this.box.replaceChildren(this.opener, this.groups, this.chips, this.count);
  }

  /** All filters, in a sheet over the strip; the field to search has the focus. */
  async open() {
    if (this.sheet?.isOpen) {
      this.sheet.close();
      return;
    }
    if (!this.sheet) {
      const { Sheet } = await import("../filtering/sheet.js");
      this.sheet ??= new Sheet({
        book: this.book,
        onFilter: (filter) => this.onFilter(filter),
        onSelect: () => this.onSelect(),
        onClose: (wasInside) => {
          this.opener.setAttribute("aria-expanded", "false");
          if (wasInside) this.onClose();
        },
      });
      this.box.closest(".bar")?.append(this.sheet.box);
    }
    this.opener.setAttribute("aria-expanded", "true");
    if (this.state) this.sheet.open(this.state);
  }

  /** @param {Shown} state */
  render(state) {
    this.state = state;
    const { all, facts, shown, filter } = state;
    const found = counts(filter, facts);
    const focused = this.box.contains(document.activeElement) ? document.activeElement?.getAttribute("data-filter") : null;
    const group = (/** @type {Facet} */ facet, /** @type {string} */ label) => {
      const offered = choices(this.book, all, facet);
      if (facet === "people" && (offered.length < 2 || offered.length > MOST_PEOPLE)) return "";
      return h("div", { class: "filter-group", role: "group", "aria-label": label }, ...offered.map((each) => this.#button(each, filter, found[facet].get(each.value) ?? 0)));
    };
    this.groups.replaceChildren(group("layers", told.layers), group("people", told.people));
    const picked = chosen(this.book, all, filter);
    this.chips.replaceChildren(
      ...picked.map((each) => this.#chip(each.label, each.sign, `chip ${each.facet} ${each.value}`, () => toggled(this.#filter, each.facet, each.value))),
      ...(filter.text ? [this.#chip(say(told.text, { text: filter.text }), null, "chip text", () => ({ ...this.#filter, text: "" }))] : []),
      ...(picked.length + (filter.text ? 1 : 0) > 1 ? [h("li", {}, h("button", { type: "button", class: "button-link", "data-filter": "clear", onclick: () => this.onFilter(none()) }, told.clear))] : []),
    );
    this.chips.hidden = isNone(filter);
    this.count.textContent = counted(shown.length, all.length);
    this.sheet?.render(state);
    if (!focused || this.box.contains(document.activeElement)) return;
    // A chip that is gone leaves the focus to the next one, or to what opens all filters.
    const again = this.box.querySelector(`[data-filter="${CSS.escape(focused)}"]`) ?? this.chips.querySelector("button") ?? this.opener;
    /** @type {HTMLElement} */ (again).focus();
  }

  /** The newest one: a chip may have been drawn before it. */
  get #filter() {
    return this.state?.filter ?? none();
  }

  /**
   * @param {Choice} choice
   * @param {Filter} filter
   * @param {number} count
   */
  #button({ facet, value, label, sign, about }, filter, count) {
    return h(
      "button",
      {
        type: "button",
        class: "filter",
        title: about?.definition ?? label,
        "data-filter": `${facet} ${value}`,
        "aria-pressed": String(filter[facet].has(value)),
        onclick: () => this.onFilter(toggled(this.#filter, facet, value)),
      },
      sign,
      h("span", { class: facet === "people" ? "filter-name" : "" }, label),
      h("span", { class: "number soft" }, String(count)),
    );
  }

  /**
   * @param {string} label
   * @param {Node | null} sign
   * @param {string} name - that finds it again after it was drawn anew
   * @param {() => Filter} without
   */
  #chip(label, sign, name, without) {
    const title = say(told.without, { name: label });
    return h(
      "li",
      {},
      h("button", { type: "button", class: "filter-chip", "data-filter": name, "aria-label": title, title, onclick: () => this.onFilter(without()) }, sign, label, h("span", { "aria-hidden": "true" }, "×")),
    );
  }
}

/**
 * @param {number} shown
 * @param {number} count
 */
function counted(shown, count) {
  if (shown !== count) return say(words.shown, { shown, count });
  return count === 1 ? words.countOne : say(words.countMany, { count });
}
