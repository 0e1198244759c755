// @ts-check
/** Which annotations are shown: by person and by layer, kept in the address so that a view can be shared. Pure. */

/** @import { Annotation } from "./types.js" */

/** @typedef {{people: Set<string>, layers: Set<string>}} Filter - an empty set lets everything pass */

/**
 * @param {string} query - of an address
 * @returns {Filter}
 */
export function read(query) {
  const given = new URLSearchParams(query);
  const set = (/** @type {string} */ name) => new Set((given.get(name) ?? "").split(",").filter(Boolean));
  return { people: set("people"), layers: set("layers") };
}

/**
 * @param {Filter} filter
 * @param {string} query - what else the address says is kept
 * @returns {string} with its question mark, or nothing
 */
export function write(filter, query) {
  const params = new URLSearchParams(query);
  for (const name of /** @type {const} */ (["people", "layers"])) {
    if (filter[name].size) params.set(name, [...filter[name]].join(","));
    else params.delete(name);
  }
  // A comma needs no escape in a query, and people read these.
  const written = params.toString().replaceAll("%2C", ",");
  return written && `?${written}`;
}

/**
 * @param {Filter} filter
 * @param {Annotation} annotation
 */
export const passes = ({ people, layers }, { author, layer }) =>
  (!people.size || people.has(String(author.id))) && (!layers.size || layers.has(layer));

/**
 * The filter with one value more or less.
 * @param {Filter} filter
 * @param {"people" | "layers"} name
 * @param {string} value
 * @returns {Filter}
 */
export function toggled(filter, name, value) {
  const values = new Set(filter[name]);
  if (!values.delete(value)) values.add(value);
  return { ...filter, [name]: values };
}

/**
 * How many annotations each person and each layer has.
 * @param {Annotation[]} annotations
 */
export function counts(annotations) {
  /** @type {Map<string, number>} */
  const people = new Map();
  /** @type {Map<string, number>} */
  const layers = new Map();
  for (const { author, layer } of annotations) {
    people.set(String(author.id), (people.get(String(author.id)) ?? 0) + 1);
    layers.set(layer, (layers.get(layer) ?? 0) + 1);
  }
  return { people, layers };
}
