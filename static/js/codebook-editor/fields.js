// @ts-check
/** Fields that write into a plain object. Each control carries its path, so that a refusal finds it. */

import { h, swatch } from "../elements/dom.js";

let count = 0;

/**
 * @param {string} path
 * @param {string} label
 * @param {(id: string) => HTMLElement} control
 * @param {string} [help]
 * @param {string} [wide] - a class
 */
function field(path, label, control, help, wide = "") {
  count += 1;
  const id = `codebook-field-${count}`;
  const made = control(id);
  made.dataset.path = path;
  if (help) made.setAttribute("aria-describedby", `${id}-help`);
  const about = help ? h("p", { class: "help", id: `${id}-help` }, help) : false;
  return h("div", { class: `field ${wide}` }, h("label", { for: id }, label), made, about);
}

/**
 * @param {{path: string, label: string, value: string, set: (value: string) => void, help?: string, most?: number, wide?: string}} about
 */
export const line = ({ path, label, value, set, help, most, wide }) =>
  field(
    path,
    label,
    (id) => {
      const input = h("input", { id, type: "text", maxlength: most, autocomplete: "off" });
      input.value = value;
      input.addEventListener("input", () => set(input.value));
      return input;
    },
    help,
    wide,
  );

/**
 * @param {{path: string, label: string, value: string, set: (value: string) => void, help?: string, rows?: number}} about
 */
export const area = ({ path, label, value, set, help, rows = 2 }) =>
  field(
    path,
    label,
    (id) => {
      const input = h("textarea", { id, rows });
      input.value = value;
      input.addEventListener("input", () => set(input.value));
      return input;
    },
    help,
    "field-wide",
  );

/**
 * Several sentences, one a line.
 * @param {{path: string, label: string, value: string[], set: (value: string[]) => void, help: string}} about
 */
export const lines = ({ value, set, ...about }) =>
  area({
    ...about,
    rows: 3,
    value: value.join("\n"),
    set: (text) => set(text.split("\n").map((each) => each.trim()).filter(Boolean)),
  });

/**
 * A whole number, or none.
 * @param {{path: string, label: string, value: number | null, set: (value: number | null) => void, help?: string}} about
 */
export const number = ({ path, label, value, set, help }) =>
  field(
    path,
    label,
    (id) => {
      const input = h("input", { id, type: "number", step: "1", min: "-99", max: "99" });
      input.value = value === null ? "" : String(value);
      input.addEventListener("input", () => set(input.value === "" ? null : Number(input.value)));
      return input;
    },
    help,
    "field-short",
  );

/**
 * @param {{path: string, label: string, value: string, set: (value: string) => void, choices: [string, string][]}} about
 */
export const choice = ({ path, label, value, set, choices }) =>
  field(path, label, (id) => {
    const select = h("select", { id }, ...choices.map(([each, words]) => h("option", { value: each }, words)));
    select.value = value;
    select.addEventListener("change", () => set(select.value));
    return select;
  });

/**
 * @param {{path: string, label: string, value: boolean, set: (value: boolean) => void}} about
 */
export function tick({ path, label, value, set }) {
  const input = h("input", { type: "checkbox", "data-path": path });
  input.checked = value;
  input.addEventListener("change", () => set(input.checked));
  return h("label", { class: "choice" }, input, label);
}

/**
 * Colours or lines to pick from, each drawn and named.
 * @param {{path: string, label: string, value: string, set: (value: string) => void, choices: [string, string][],
 *   drawn: (value: string) => {colour?: string, pattern?: string}}} about
 */
export function swatches({ path, label, value, set, choices, drawn }) {
  count += 1;
  const name = `codebook-pick-${count}`;
  const labels = choices.map(([each, words]) => {
    const input = h("input", { type: "radio", name, value: each });
    input.checked = each === value;
    input.addEventListener("change", () => set(each));
    return h("label", { class: "pick" }, input, each ? swatch(drawn(each)) : false, words);
  });
  return h("fieldset", { class: "picks field-wide", "data-path": path }, h("legend", {}, label), ...labels);
}
