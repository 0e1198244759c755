// @ts-check
/** The values that one can filter by, as they are named and drawn: in the strip, in the sheet, as chips. */

/** @import { Annotation, Person } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Facet, Filter } from "./filters.js" */

import { circle, swatch } from "../elements/dom.js";
import { codeName, ORIGINS, STATES } from "./filters.js";
import { told } from "./words.js";

/** @import { Code, Layer } from "../types.js" */

/** @typedef {{facet: Facet, value: string, label: string, sign: Node | null, about?: Layer | Code}} Choice */

/**
 * @param {Book} book
 * @param {Annotation[]} all
 * @param {Facet} facet
 * @returns {Choice[]}
 */
export function choices(book, all, facet) {
  const of = (/** @type {string} */ value, /** @type {string} */ label, /** @type {Node | null} */ sign = null, /** @type {Layer | Code | undefined} */ about = undefined) => ({
    ...{ facet, value, label, sign, about },
  });
  if (facet === "layers") return book.layers.map((each) => of(each.key, each.label, swatch(each), each));
  if (facet === "states") return STATES.map((each) => of(each, told.stateNames[each]));
  if (facet === "origins") return ORIGINS.map((each) => of(each, told.originNames[each]));
  if (facet === "codes") {
    return book.layers.flatMap(({ key, dimensions }) =>
      dimensions.flatMap((dimension) =>
        dimension.codes.map((code) => of(codeName(key, dimension.key, code.key), code.label, code.colour ? swatch(code) : null, code)),
      ),
    );
  }
  /** @type {Map<number, Person>} */
  const people = new Map(all.map(({ author }) => [author.id, author]));
  const byName = [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
  return byName.map((person) => of(String(person.id), person.name, circle(person)));
}

/**
 * What is chosen, facet by facet.
 * @param {Book} book
 * @param {Annotation[]} all
 * @param {Filter} filter
 * @returns {Choice[]} a value that nothing has any more keeps its key as its name
 */
export function chosen(book, all, filter) {
  return /** @type {Facet[]} */ (["layers", "people", "codes", "states", "origins"]).flatMap((facet) => {
    if (!filter[facet].size) return [];
    const known = new Map(choices(book, all, facet).map((each) => [each.value, each]));
    return [...filter[facet]].map((value) => known.get(value) ?? { facet, value, label: value, sign: null });
  });
}
