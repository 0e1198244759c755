// @ts-check
/** The strip at the foot of the article: filters with their counts. */

/** @import { Annotation, Person } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Filter } from "../filters.js" */

import { counts, toggled } from "../filters.js";
import { say, words } from "../strings.js";
import { circle, h, swatch } from "./dom.js";

export class Bar {
  /**
   * @param {HTMLElement} box - `#filters`
   * @param {Book} book
   * @param {(filter: Filter) => void} onFilter
   */
  constructor(box, book, onFilter) {
    this.box = box;
    this.book = book;
    this.onFilter = onFilter;
  }

  /**
   * @param {Annotation[]} all
   * @param {Annotation[]} shown
   * @param {Filter} filter
   */
  render(all, shown, filter) {
    const found = counts(all);
    /** @type {Map<string, Person>} */
    const people = new Map(all.map(({ author }) => [String(author.id), author]));
    const focused = document.activeElement?.getAttribute("data-filter");
    const button = (
      /** @type {"people" | "layers"} */ name,
      /** @type {string} */ value,
      /** @type {string} */ label,
      /** @type {Node} */ sign,
      /** @type {number} */ count,
    ) =>
      h(
        "button",
        {
          type: "button",
          class: "filter",
          "data-filter": `${name} ${value}`,
          "aria-pressed": String(filter[name].has(value)),
          onclick: () => this.onFilter(toggled(filter, name, value)),
        },
        sign,
        h("span", { class: name === "people" ? "filter-name" : "" }, label),
        h("span", { class: "number soft" }, String(count)),
      );
    const persons = [...people].sort(([, a], [, b]) => a.name.localeCompare(b.name));
    this.box.replaceChildren(
      h(
        "div",
        { class: "filter-group", role: "group", "aria-label": words.layers },
        ...this.book.layers.map((each) => button("layers", each.key, each.label, swatch(each), found.layers.get(each.key) ?? 0)),
      ),
      h(
        "div",
        { class: "filter-group", role: "group", "aria-label": words.people },
        ...persons.map(([id, person]) => button("people", id, person.name, circle(person), found.people.get(id) ?? 0)),
      ),
      h("span", { class: "soft number bar-count" }, counted(shown.length, all.length)),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.box.querySelector(`[data-filter="${CSS.escape(focused)}"]`))?.focus();
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
