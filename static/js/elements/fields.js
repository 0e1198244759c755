// @ts-check
/** The questions of the composer: layers and dimensions as rows of keys, words as fields. */

/** @import { Answer, Code, Dimension, Layer } from "../types.js" */
/** @import { Book } from "../codebook.js" */

import { words } from "../strings.js";
import { h, swatch } from "./dom.js";

/** @typedef {{layer: string, codes: Answer[], confidence?: number | null}} Answers */

/**
 * @typedef {object} Asked
 * @property {Book} book
 * @property {() => Answers} answers
 * @property {(layer: string) => void} onLayer
 * @property {(dimension: Dimension, code: string) => void} onCode
 * @property {(dimension: string, text: string) => void} onWords
 * @property {(confidence: number) => void} [onSure] - how sure they are, 1 to 5; without it that is not asked
 * @property {(about: Layer | Code | Dimension | null) => void} onHelp - the pointer or the focus is on this
 */

/**
 * @param {Asked} asked
 * @returns {HTMLElement}
 */
export function layerRow(asked) {
  const { book, answers, onLayer } = asked;
  const row = h("div", { class: "keys", role: "radiogroup", "aria-label": words.layer });
  for (const layer of book.layers) {
    const checked = layer.key === answers().layer;
    row.append(key({ name: "layer", type: "radio", about: layer, checked, asked, act: () => onLayer(layer.key) }));
  }
  return row;
}

/**
 * @param {Asked} asked
 * @param {boolean} open - whether the optional ones are unfolded
 * @returns {HTMLElement[]} what must be answered, then the rest folded
 */
export function dimensionRows(asked, open) {
  const { dimensions } = asked.book.layer(asked.answers().layer);
  const first = dimensions.filter(({ required }) => required);
  const more = dimensions.filter(({ required }) => !required);
  const rows = first.map((each) => row(each, asked));
  const { onSure } = asked;
  if (!more.length && !onSure) return rows;
  const labels = [...more.map(({ label }) => label), ...(onSure ? [words.sureness] : [])].join(", ");
  const folded = h(
    "details",
    { class: "more", open },
    h("summary", {}, labels),
    ...more.map((each) => row(each, asked)),
    onSure ? sureness(onSure, asked.answers().confidence ?? null) : null,
  );
  return [...rows, folded];
}

/**
 * Show in the rows what the answers are now.
 * @param {HTMLElement} form
 * @param {Answers} answers
 */
export function check(form, { layer, codes, confidence }) {
  const given = new Set(codes.map(({ dimension, code }) => `${dimension} ${code}`));
  for (const input of form.querySelectorAll("input")) {
    if (input.name === "layer") input.checked = input.value === layer;
    else if (input.name === "confidence") input.checked = input.value === String(confidence);
    else if (input.type !== "text") input.checked = given.has(`${input.name} ${input.value}`);
  }
}

/**
 * The annotator's own confidence: five steps, pressed again to take it back.
 * @param {(confidence: number) => void} onSure
 * @param {number | null} given
 */
function sureness(onSure, given) {
  const steps = [1, 2, 3, 4, 5].map((step) => {
    const label = { 1: words.leastSure, 5: words.mostSure }[step] ?? String(step);
    const input = h("input", { type: "radio", name: "confidence", value: step, "aria-label": label, onclick: () => onSure(step) });
    input.checked = step === given;
    return h("label", { class: "key", title: label }, input, h("span", {}, String(step)));
  });
  return h("fieldset", { class: "dimension" }, h("legend", {}, words.confidence), h("div", { class: "keys keys-scale" }, ...steps));
}

/**
 * @param {Dimension} dimension
 * @param {Asked} asked
 * @returns {HTMLElement}
 */
function row(dimension, asked) {
  const legend = h(
    "legend",
    { onpointerenter: () => asked.onHelp(dimension) },
    dimension.label,
    dimension.required && h("span", { class: "soft" }, ` (${words.required})`),
  );
  const group = h("fieldset", { class: "dimension", "data-dimension": dimension.key }, legend);
  if (dimension.kind === "text") {
    const given = asked.answers().codes.find((each) => each.dimension === dimension.key)?.words ?? "";
    const input = h("input", { type: "text", name: dimension.key, "aria-label": dimension.label, maxlength: 4000 });
    input.value = given;
    input.addEventListener("input", () => asked.onWords(dimension.key, input.value));
    input.addEventListener("focus", () => asked.onHelp(dimension));
    group.append(input);
    return group;
  }
  const keys = h("div", { class: dimension.kind === "ordinal" ? "keys keys-scale" : "keys" });
  const given = asked.book.codes(dimension, asked.answers().codes);
  for (const code of inOrder(dimension)) {
    keys.append(
      key({
        name: dimension.key,
        type: dimension.kind === "multi" ? "checkbox" : "radio",
        about: code,
        checked: given.includes(code),
        asked,
        act: () => asked.onCode(dimension, code.key),
      }),
    );
  }
  group.append(keys);
  return group;
}

/**
 * A scale is shown from its lowest level up, so that its keys read 1 2 3 4.
 * @param {Dimension} dimension
 */
export const inOrder = ({ kind, codes }) =>
  kind === "ordinal" ? [...codes].sort((a, b) => (a.level ?? 0) - (b.level ?? 0)) : codes;

/**
 * @param {{name: string, type: string, about: Layer | Code, checked: boolean, asked: Asked, act: () => void}} given
 */
function key({ name, type, about, checked, asked, act }) {
  // `click`, not `change`: pressing a chosen one again takes it back, which is no change to a radio button.
  // What the codebook says stands in the help by the time the focus is here.
  const help = "composer-help";
  const input = h("input", { type, name, value: about.key, "aria-describedby": help, onclick: act, onfocus: () => asked.onHelp(about) });
  input.checked = checked;
  return h(
    "label",
    {
      class: "key",
      onpointerenter: () => asked.onHelp(about),
      onpointerleave: () => asked.onHelp(null),
    },
    input,
    h("span", {}, about.label),
    about.colour ? swatch(about) : null,
    about.shortcut ? h("kbd", {}, about.shortcut) : null,
  );
}
