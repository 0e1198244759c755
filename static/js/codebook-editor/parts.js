// @ts-check
/** The fields of a layer, a dimension and a code. */

/** @import { CodeDraft, DimensionDraft, LayerDraft } from "./draft.js" */

import { area, choice, line, lines, number, swatches, tick } from "./fields.js";
import { told } from "./words.js";

/**
 * @typedef {{colours: string[], patterns: string[], kinds: string[]}} Choices
 * @typedef {object} Place - where an item stands, and whom to tell
 * @property {string} path
 * @property {Choices} choices
 * @property {() => void} named - its name or line has changed: its heading follows
 * @property {() => void} changed - it has changed so that other fields belong to it
 */

/** @param {string[]} values */
const same = (values) => values.map((each) => /** @type {[string, string]} */ ([each, each.replace("-", " ")]));

/**
 * The fields that all have: a name and a definition.
 * @param {LayerDraft | DimensionDraft | CodeDraft} item
 * @param {Place} place
 */
function naming(item, { path, named }) {
  const set = (/** @type {string} */ value) => {
    item.label = value;
    named();
  };
  return line({ path: `${path}.label`, label: told.label, value: item.label, set, most: 60 });
}

/**
 * @param {LayerDraft | DimensionDraft | CodeDraft} item
 * @param {Place} place
 */
const defining = (item, { path }) =>
  area({ path: `${path}.definition`, label: told.definition, value: item.definition, set: (value) => (item.definition = value) });

/**
 * @param {LayerDraft | CodeDraft} item
 * @param {Place} place
 */
const keying = (item, { path, named }) =>
  line({
    path: `${path}.shortcut`,
    label: told.shortcut,
    help: told.shortcutHelp,
    value: item.shortcut,
    most: 1,
    wide: "field-short",
    set: (value) => {
      item.shortcut = value.trim().toLowerCase();
      named();
    },
  });

/**
 * @param {LayerDraft | CodeDraft} item
 * @param {Place} place
 * @param {[string, string][]} none - the choice of no line of its own
 */
function drawing(item, { path, choices, named }, none) {
  const set = (/** @type {"colour" | "pattern"} */ name) => (/** @type {string} */ value) => {
    item[name] = value;
    named();
  };
  return [
    swatches({
      path: `${path}.colour`,
      label: told.colour,
      value: item.colour,
      set: set("colour"),
      choices: [...none, ...same(choices.colours)],
      drawn: (colour) => ({ colour, pattern: "solid" }),
    }),
    swatches({
      path: `${path}.pattern`,
      label: told.pattern,
      value: item.pattern,
      set: set("pattern"),
      choices: [...none, ...same(choices.patterns)],
      drawn: (pattern) => ({ colour: "ink", pattern }),
    }),
  ];
}

/**
 * @param {LayerDraft} layer
 * @param {Place} place
 */
export const layerFields = (layer, place) => [
  naming(layer, place),
  keying(layer, place),
  defining(layer, place),
  ...drawing(layer, place, []),
];

/**
 * @param {DimensionDraft} dimension
 * @param {Place} place
 */
export const dimensionFields = (dimension, place) => [
  naming(dimension, place),
  choice({
    path: `${place.path}.kind`,
    label: told.kind,
    value: dimension.kind,
    choices: place.choices.kinds.map((kind) => [kind, told.kinds[kind] ?? kind]),
    set: (value) => {
      dimension.kind = value;
      place.changed();
    },
  }),
  defining(dimension, place),
  tick({
    path: `${place.path}.required`,
    label: told.required,
    value: dimension.required,
    set: (value) => (dimension.required = value),
  }),
  tick({
    path: `${place.path}.counts_for_agreement`,
    label: told.counts,
    value: dimension.counts_for_agreement,
    set: (value) => (dimension.counts_for_agreement = value),
  }),
];

/**
 * @param {CodeDraft} code
 * @param {Place & {scale: boolean}} place
 */
export const codeFields = (code, place) => [
  naming(code, place),
  keying(code, place),
  ...(place.scale
    ? [number({ path: `${place.path}.level`, label: told.level, help: told.levelHelp, value: code.level, set: (value) => (code.level = value) })]
    : []),
  defining(code, place),
  area({ path: `${place.path}.use_when`, label: told.useWhen, value: code.use_when, set: (value) => (code.use_when = value) }),
  area({ path: `${place.path}.not_when`, label: told.notWhen, value: code.not_when, set: (value) => (code.not_when = value) }),
  lines({ path: `${place.path}.examples`, label: told.examples, help: told.oneALine, value: code.examples, set: (value) => (code.examples = value) }),
  lines({
    path: `${place.path}.counterexamples`,
    label: told.counterexamples,
    help: told.oneALine,
    value: code.counterexamples,
    set: (value) => (code.counterexamples = value),
  }),
  ...drawing(code, place, [["", told.asLayer]]),
];
