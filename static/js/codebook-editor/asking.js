// @ts-check
/** Asks a question in a dialog. */

import { h } from "../elements/dom.js";

/**
 * @template {string} T
 * @param {string} title
 * @param {string} words
 * @param {{value: T, label: string, look?: "primary" | "danger"}[]} answers - the last one is what Escape means
 * @returns {Promise<T>}
 */
export function ask(title, words, answers) {
  return new Promise((done) => {
    const close = (/** @type {T} */ value) => {
      dialog.remove();
      done(value);
    };
    const buttons = answers.map(({ value, label, look }) =>
      h("button", { class: `button${look ? ` button-${look}` : ""}`, type: "button", onclick: () => close(value) }, label),
    );
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "asked" },
      h("div", {}, h("h2", { id: "asked" }, title), h("p", {}, words), h("div", { class: "actions" }, ...buttons)),
    );
    dialog.addEventListener("cancel", () => close(answers[answers.length - 1].value));
    document.body.append(dialog);
    dialog.showModal();
  });
}
