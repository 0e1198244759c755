// @ts-check
/** What stands around the item that is decided on: the list, the progress, selected words, what is not saved. */

/** @import { Desk } from "./desk.js" */

import { h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { counts } from "./items.js";
import { filters, rows } from "./list.js";
import { told } from "./words.js";

/**
 * The list and the progress.
 * @param {Desk} desk
 */
export function list(desk) {
  const { items, current, book } = desk;
  const held = document.activeElement?.closest(".desk-list") ? document.activeElement.getAttribute("data-focus") : null;
  desk.part("filters").replaceChildren(...filters(items, desk.filter, (filter) => desk.show(filter)));
  desk.part("items").replaceChildren(
    ...rows(items, desk.filter, { book, current, go: (each) => desk.go(each), quote: (each) => desk.quote(desk.ranges(each)), sending: (each) => desk.deciding.sending.has(each.key) }),
  );
  const box = desk.part("items");
  const row = box.querySelector("[aria-current]");
  // Not scrollIntoView, which would move the page as well.
  if (row instanceof HTMLElement) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  const found = counts(items);
  desk.part("progress").textContent = say(told.progress, { done: found.decided, all: found.all });
  const bar = /** @type {HTMLProgressElement} */ (desk.part("bar"));
  bar.max = Math.max(1, found.all);
  bar.value = found.decided;
  const alike = desk.part("alike");
  alike.hidden = !found.alike;
  alike.textContent = say(told.alike, { n: found.alike });
  desk.status();
  if (held) /** @type {HTMLElement | null} */ (desk.part("desk").querySelector(`[data-focus="${CSS.escape(held)}"]`))?.focus({ preventScroll: true });
}

/**
 * What can be done with words that were selected.
 * @param {Desk} desk
 */
export function selected(desk) {
  const box = desk.part("selected");
  box.hidden = !desk.selection;
  if (!desk.selection) return;
  box.replaceChildren(
    h("p", { class: "small" }, h("strong", {}, told.selected), ": ", h("q", { dir: "auto" }, shorten(desk.page.slice(desk.selection), 120))),
    h(
      "div",
      { class: "actions" },
      desk.current && desk.current.draft.kept !== false ? h("button", { type: "button", class: "button button-small", "data-focus": "use", onclick: () => desk.useSelection() }, told.useAsBorders, " ", h("kbd", {}, "=")) : null,
      h("button", { type: "button", class: "button button-small", "data-focus": "add", onclick: () => desk.add() }, told.addNew, " ", h("kbd", {}, "+")),
    ),
  );
}

/**
 * Whether all is saved.
 * @param {Desk} desk
 */
export function status(desk) {
  const { waiting, trouble } = desk.deciding.sending;
  const box = desk.part("saved");
  box.className = `chip${trouble ? " chip-danger" : ""}`;
  box.textContent = trouble ? told.notSaved : waiting ? told.saving : told.allSaved;
  desk.part("offline").hidden = !trouble;
  desk.part("offline-words").textContent = trouble?.signedOut ? trouble.message : told.offline;
}
