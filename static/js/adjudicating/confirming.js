// @ts-check
/** Asks before many are decided at once. */

import { h } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * @param {number} n
 * @param {number} voters
 * @returns {Promise<boolean>}
 */
export function confirm(n, voters) {
  return new Promise((answer) => {
    const box = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "alike-title" },
      h(
        "form",
        { method: "dialog", class: "stack" },
        h("h2", { id: "alike-title" }, say(n === 1 ? told.alikeTitleOne : told.alikeTitle, { n })),
        h("p", {}, voters === 1 ? told.alikeWordsOne : say(told.alikeWords, { voters })),
        h("div", { class: "actions" }, h("button", { class: "button button-primary", value: "yes", autofocus: true }, told.alikeDo), h("button", { class: "button", value: "" }, told.cancel)),
      ),
    );
    box.addEventListener("close", () => {
      box.remove();
      answer(box.returnValue === "yes");
    });
    document.body.append(box);
    box.showModal();
  });
}
