// @ts-check
/** The dialog of the keys: shows those of this browser, and takes others. Loaded when it is first opened. */

/** @import { Act, Keys } from "./table.js" */

import { h } from "../elements/dom.js";
import { say } from "../strings.js";
import { written } from "./table.js";
import { told } from "./words.js";

/**
 * @param {HTMLDialogElement} dialog - `#help`; its rows carry `data-act`
 * @param {Keys} keys
 */
export function prepare(dialog, keys) {
  const status = h("p", { class: "help", role: "status" });
  const reset = h("button", { type: "button", class: "button button-quiet" }, told.reset);
  dialog.querySelector(".actions")?.prepend(status, reset);
  const rows = [...dialog.querySelectorAll("[data-act]")].filter((each) => each instanceof HTMLElement);
  /** @param {string} act */
  const name = (act) => dialog.querySelector(`[data-act="${act}"]`)?.nextElementSibling?.querySelector("[data-says]")?.textContent?.trim() ?? act;

  const draw = () => {
    for (const row of rows) {
      const shown = keys.of(/** @type {Act} */ (row.dataset.act));
      row.replaceChildren(...shown.flatMap((key) => [h("kbd", {}, written(key)), " "]));
    }
    reset.hidden = !keys.changed;
  };

  /** @param {HTMLElement} row */
  const ask = (row) => {
    const act = /** @type {Act} */ (row.dataset.act);
    const button = row.nextElementSibling?.querySelector("button");
    row.replaceChildren(h("kbd", { class: "key-wanted" }, told.press));
    status.textContent = say(told.pressFor, { what: name(act) });
    /** @param {string} [said] */
    const end = (said) => {
      dialog.removeEventListener("keydown", take, true);
      button?.removeEventListener("blur", leave);
      draw();
      if (said) status.textContent = said;
    };
    const leave = () => end(told.kept);
    /** @param {KeyboardEvent} event */
    const take = (event) => {
      if (event.key === "Tab" || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") {
        end(told.kept);
        return;
      }
      const taken = event.ctrlKey || event.metaKey || event.altKey ? "fixed" : keys.set(act, event.key);
      const key = written(event.key);
      if (taken === "fixed") status.textContent = say(told.fixed, { key });
      else if (taken) status.textContent = say(told.taken, { key, what: name(taken) });
      else end(say(told.set, { key, what: name(act) }));
    };
    dialog.addEventListener("keydown", take, true);
    button?.addEventListener("blur", leave);
  };

  for (const row of rows) {
    const said = row.nextElementSibling;
    const what = said?.textContent?.trim() ?? "";
    const label = h("span", { "data-says": true }, what);
    const change = h(
      "button",
      { type: "button", class: "button button-small button-quiet key-change", "aria-label": say(told.changeKey, { what }), onclick: () => ask(row) },
      told.change,
    );
    said?.replaceChildren(label, " ", change);
  }
  reset.addEventListener("click", () => {
    keys.reset();
    draw();
    status.textContent = told.wasReset;
    dialog.querySelector("button")?.focus();
  });
  draw();
}
