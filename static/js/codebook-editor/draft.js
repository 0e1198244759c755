// @ts-check
/** A codebook while it is edited: plain objects, and what can be done to them. Pure. */

/**
 * @typedef {object} CodeDraft
 * @property {string} key
 * @property {string} label
 * @property {string} definition
 * @property {string} use_when
 * @property {string} not_when
 * @property {string[]} examples
 * @property {string[]} counterexamples
 * @property {string} shortcut
 * @property {string} colour
 * @property {string} pattern
 * @property {number | null} level
 * @property {Record<string, string>} maps_to
 *
 * @typedef {object} DimensionDraft
 * @property {string} key
 * @property {string} label
 * @property {string} kind
 * @property {string} definition
 * @property {boolean} required
 * @property {boolean} counts_for_agreement
 * @property {CodeDraft[]} codes
 *
 * @typedef {object} LayerDraft
 * @property {string} key
 * @property {string} label
 * @property {string} colour
 * @property {string} pattern
 * @property {string} definition
 * @property {string} shortcut
 * @property {DimensionDraft[]} dimensions
 *
 * @typedef {LayerDraft | DimensionDraft | CodeDraft} Item
 */

const LONGEST = 40; // characters of a key, as the server takes them

/**
 * A key for a name: what datasets call it. A name without a Latin letter gets a number.
 * @param {string} label
 * @param {Iterable<string>} taken - by the things beside it
 */
export function slug(label, taken) {
  const plain = label.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const made = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const base = made.slice(0, LONGEST - 3).replace(/-$/, "") || "item";
  const others = new Set(taken);
  if (made && !others.has(base)) return base;
  let number = made ? 2 : 1;
  while (others.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** @returns {LayerDraft} */
export const newLayer = () => ({ key: "", label: "", colour: "ink", pattern: "solid", definition: "", shortcut: "", dimensions: [] });

/** @returns {DimensionDraft} */
export const newDimension = () => ({
  key: "",
  label: "",
  kind: "nominal",
  definition: "",
  required: false,
  counts_for_agreement: true,
  codes: [],
});

/**
 * @param {DimensionDraft} dimension - that it is added to: on a scale it becomes the next step
 * @returns {CodeDraft}
 */
export function newCode({ kind, codes }) {
  const levels = codes.map(({ level }) => level ?? 0);
  return {
    key: "",
    label: "",
    definition: "",
    use_when: "",
    not_when: "",
    examples: [],
    counterexamples: [],
    shortcut: "",
    colour: "",
    pattern: "",
    level: kind === "ordinal" ? Math.max(0, ...levels) + 1 : null,
    maps_to: {},
  };
}

/**
 * @template T
 * @param {T[]} list
 * @param {T} item
 * @param {1 | -1} by
 * @returns {boolean} whether it moved: not beyond either end
 */
export function move(list, item, by) {
  const from = list.indexOf(item);
  const to = from + by;
  if (from < 0 || to < 0 || to >= list.length) return false;
  list.splice(from, 1);
  list.splice(to, 0, item);
  return true;
}

/**
 * What is sent: a dimension that is answered in words has no codes, whatever it had before.
 * @param {LayerDraft[]} layers
 * @returns {LayerDraft[]}
 */
export const ready = (layers) =>
  layers.map((layer) => ({
    ...layer,
    dimensions: layer.dimensions.map((each) => ({ ...each, codes: each.kind === "text" ? [] : each.codes })),
  }));

/**
 * The things that a path leads through, outermost first.
 * @param {LayerDraft[]} layers
 * @param {string} path - as in a refusal: `layers[0].dimensions[1].codes[2].label`
 * @returns {Item[]}
 */
export function along(layers, path) {
  /** @type {Item[]} */
  const found = [];
  /** @type {any} */
  let here = { layers };
  for (const [, name, number] of path.matchAll(/(\w+)\[(\d+)\]/g)) {
    here = here?.[name]?.[Number(number)];
    if (here && typeof here === "object") found.push(here);
  }
  return found;
}

/**
 * A path and the shorter ones that hold it: `codes[2].examples[0]`, `codes[2].examples`, `codes[2]`, `codes`.
 * @param {string} path
 * @returns {string[]}
 */
export function shorter(path) {
  const parts = path.match(/\w+|\[\d+\]/g) ?? [];
  return parts.map((_, number) => parts.slice(0, parts.length - number).join(".").replaceAll(".[", "["));
}
