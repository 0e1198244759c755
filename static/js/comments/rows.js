// @ts-check
/** The list of a thread: drawn anew without losing the focus, or the field in which somebody writes. */

import { h } from "../elements/dom.js";

export class Rows {
  list = h("ol", { class: "talk-list", tabindex: -1 });

  /**
   * @param {HTMLElement[]} rows
   * @param {HTMLElement | undefined} kept - one of them, that must not leave the page: it is written in
   */
  put(rows, kept) {
    const focused = this.#focused();
    if (kept && this.list.contains(kept) && rows.includes(kept)) {
      for (const child of [...this.list.children]) if (child !== kept) child.remove();
      const at = rows.indexOf(kept);
      kept.before(...rows.slice(0, at));
      kept.after(...rows.slice(at + 1));
    } else {
      this.list.replaceChildren(...rows);
    }
    if (!focused) return;
    const row = this.of(focused.id);
    const target = row?.querySelectorAll("button, a")[focused.at] ?? row ?? this.list;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  /**
   * @param {string} id - of a comment
   * @returns {HTMLElement | null}
   */
  of(id) {
    return this.list.querySelector(`[data-comment="${CSS.escape(id)}"]`);
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** What has the focus inside of a comment, in words that survive a drawing. */
  #focused() {
    const row = document.activeElement?.closest("[data-comment]");
    if (!row || !this.list.contains(row)) return null;
    const at = [...row.querySelectorAll("button, a")].indexOf(/** @type {HTMLElement} */ (document.activeElement));
    return { id: row.getAttribute("data-comment") ?? "", at };
  }
}
