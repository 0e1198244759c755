// @ts-check
/** Which annotations are shown, by what is known of each; kept in the address so that a view can be shared. Pure. */

/** @import { Annotation, Talk } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Entry } from "../store.js" */

/** What one can filter by; as it is named in the address. */
const FACETS = /** @type {const} */ (["people", "layers", "codes", "states", "origins"]);
/** @typedef {typeof FACETS[number]} Facet */
/** @typedef {Record<Facet, Set<string>> & {text: string}} Filter - an empty set lets everything pass */
/** @typedef {Record<Facet, string[]> & {text: string}} Facts - of one annotation; `text` in lower case */

export const STATES = /** @type {const} */ (["unsettled", "unsaved", "commented", "unread", "moved", "changed", "ambiguous", "orphan"]);
export const ORIGINS = /** @type {const} */ (["human", "suggestion", "edited", "imported", "carried"]);
/** Whose place in the text somebody must look at. */
const UNCERTAIN = new Set(["changed", "ambiguous", "orphan"]);

/** @returns {Filter} */
export const none = () => ({ people: new Set(), layers: new Set(), codes: new Set(), states: new Set(), origins: new Set(), text: "" });

/** @param {Filter} filter */
export const isNone = (filter) => !filter.text && FACETS.every((name) => !filter[name].size);

/**
 * @param {string} query - of an address
 * @returns {Filter}
 */
export function read(query) {
  const given = new URLSearchParams(query);
  const filter = none();
  for (const name of FACETS) filter[name] = new Set((given.get(name) ?? "").split(",").filter(Boolean));
  filter.text = (given.get("q") ?? "").trim();
  return filter;
}

/**
 * @param {Filter} filter
 * @param {string} query - what else the address says is kept
 * @returns {string} with its question mark, or nothing
 */
export function write(filter, query) {
  const params = new URLSearchParams(query);
  const put = (/** @type {string} */ name, /** @type {string} */ value) => (value ? params.set(name, value) : params.delete(name));
  for (const name of FACETS) put(name, [...filter[name]].join(","));
  put("q", filter.text);
  // A comma needs no escape in a query, and people read these.
  const written = params.toString().replaceAll("%2C", ",");
  return written && `?${written}`;
}

/**
 * The filter with one value more or less.
 * @param {Filter} filter
 * @param {Facet} name
 * @param {string} value
 * @returns {Filter}
 */
export function toggled(filter, name, value) {
  const values = new Set(filter[name]);
  if (!values.delete(value)) values.add(value);
  return { ...filter, [name]: values };
}

/**
 * The value of a code in the filter: codes of one name on two layers are two.
 * @param {string} layer
 * @param {string} dimension
 * @param {string} code
 */
export const codeName = (layer, dimension, code) => `${layer}.${dimension}.${code}`;

/**
 * Whether somebody still has something to settle about a mark: an open talk, an uncertain place, a refused save.
 * @param {Entry} entry
 * @param {Talk} talk
 */
export const isUnsettled = ({ shown, state }, talk) =>
  (talk.count > 0 && !talk.resolved) || UNCERTAIN.has(shown.anchor) || state === "failed";

/**
 * @param {Entry} entry
 * @param {{book: Book, talk: Talk, quote: (annotation: Annotation) => string}} given
 * @returns {Facts}
 */
export function factsOf(entry, { book, talk, quote }) {
  const { shown, state } = entry;
  const states = /** @type {string[]} */ ([]);
  if (isUnsettled(entry, talk)) states.push("unsettled");
  if (state) states.push("unsaved");
  if (talk.count) states.push("commented");
  if (talk.unread) states.push("unread");
  if (shown.anchor !== "exact") states.push(shown.anchor);
  return { ...lasting(shown, book, quote), states };
}

/** @type {WeakMap<Annotation, Omit<Facts, "states">>} */
const known = new WeakMap();

/**
 * What only changes with the annotation: 2,000 of them are looked at with each change.
 * @param {Annotation} shown
 * @param {Book} book
 * @param {(annotation: Annotation) => string} quote
 */
function lasting(shown, book, quote) {
  const old = known.get(shown);
  if (old) return old;
  const { author, layer, codes, origin, note } = shown;
  const said = book.answers(shown).flatMap(({ codes: given, words }) => [...given.map(({ label }) => label), words]);
  const facts = {
    people: [String(author.id)],
    layers: [layer],
    codes: codes.flatMap(({ dimension, code }) => (code ? [codeName(layer, dimension, code)] : [])),
    origins: [origin],
    text: [quote(shown), note, book.layer(layer).label, ...said].join("\n").toLocaleLowerCase(),
  };
  known.set(shown, facts);
  return facts;
}

/**
 * @param {Filter} filter
 * @param {Facts} facts
 * @param {Facet | "text"} [but] - that is not asked for
 */
const allows = (filter, facts, but) =>
  FACETS.every((name) => name === but || !filter[name].size || facts[name].some((value) => filter[name].has(value))) &&
  (but === "text" || !filter.text || facts.text.includes(filter.text.toLocaleLowerCase()));

/**
 * @param {Filter} filter
 * @param {Facts} facts
 */
export const passes = (filter, facts) => allows(filter, facts);

/**
 * How many annotations each value would show, with what is chosen of the other facets.
 * @param {Filter} filter
 * @param {Facts[]} list
 * @returns {Record<Facet, Map<string, number>>}
 */
export function counts(filter, list) {
  const found = { people: new Map(), layers: new Map(), codes: new Map(), states: new Map(), origins: new Map() };
  for (const facts of list) {
    for (const name of FACETS) {
      if (!allows(filter, facts, name)) continue;
      for (const value of facts[name]) found[name].set(value, (found[name].get(value) ?? 0) + 1);
    }
  }
  return found;
}
