// @ts-check
/** The card of the suggestion that is looked at: what it would be, why, and what one can do with it. */

/** @import { Book } from "../codebook.js" */
/** @import { Act } from "../keyboard/table.js" */
/** @import { Suggestion } from "../types.js" */

import { h, shorten, swatch } from "../elements/dom.js";
import { say, words } from "../strings.js";

/**
 * @typedef {object} Choices
 * @property {() => void} accept
 * @property {() => void} edit
 * @property {() => void} reject
 * @property {() => void} next
 * @property {() => void} close
 */

/**
 * @param {Suggestion} suggestion
 * @param {Book} book
 * @param {{place: number, count: number}} where - among the open ones
 * @param {Choices} choices
 * @param {(act: Act) => string} keyOf - as the button shows it; empty for none
 */
export function suggestionCard(suggestion, book, { place, count }, choices, keyOf) {
  const layer = book.layer(suggestion.layer);
  const answers = book.answers(suggestion);
  const main = answers.flatMap(({ dimension, codes }) => (dimension.required ? codes : []));
  const more = answers.filter(({ dimension }) => !dimension.required);
  const button = (/** @type {string} */ kind, /** @type {string} */ label, /** @type {string} */ key, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: `button button-small ${kind}`, onclick: act }, label, key && " ", key && h("kbd", {}, key));
  return h(
    "li",
    { class: "mark-card mark-active suggestion", "data-id": `suggestion-${suggestion.id}` },
    h(
      "p",
      { class: "suggestion-head" },
      swatch({ ...book.line(suggestion), pattern: "dotted" }),
      h("span", { class: "mark-layer" }, layer.label),
      ...main.map(({ label }) => h("strong", {}, label)),
      h("span", { class: "soft number" }, say(words.suggestionOf, { place, count })),
    ),
    h("q", { class: "mark-quote", dir: "auto" }, shorten(suggestion.quote, 280)),
    h("p", {}, suggestion.explanation),
    ...main.map(({ label, definition }) => definition && h("p", { class: "help" }, `${label}: ${definition}`)),
    h(
      "dl",
      { class: "facts" },
      ...more.flatMap(({ dimension, codes }) => [
        h("dt", {}, dimension.label),
        h("dd", {}, codes.map(({ label }) => label).join(", ")),
      ]),
      h("dt", {}, words.suggestedBy),
      h("dd", { dir: "auto", title: suggestion.entry }, shorten(suggestion.entry, 60)),
    ),
    h(
      "div",
      { class: "actions" },
      button("button-primary", words.accept, keyOf("accept"), choices.accept),
      button("", words.edit, keyOf("edit"), choices.edit),
      button("", words.reject, keyOf("reject"), choices.reject),
      button("button-quiet", words.next, keyOf("suggestion"), choices.next),
      button("button-quiet mark-close", words.dismiss, "", choices.close),
    ),
  );
}
