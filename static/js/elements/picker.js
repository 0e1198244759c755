// @ts-check
/** All marks at one place of the text, when there are several: so that each can be reached with the pointer. */

/** @import { Entry } from "../store.js" */
/** @import { Book } from "../codebook.js" */

import { say, words } from "../strings.js";
import { circle, h, swatch } from "./dom.js";

const MOST = 8; // rows before it scrolls, by its height in reading.css

export class Picker {
  /**
   * @param {HTMLElement} host - positioned
   * @param {Book} book
   * @param {(id: string) => void} pick
   */
  constructor(host, book, pick) {
    this.host = host;
    this.book = book;
    this.pick = pick;
    this.box = h("div", { class: "picker", hidden: true, role: "group" });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    host.append(this.box);
  }

  /**
   * @param {Entry[]} entries
   * @param {string} active
   * @param {{x: number, y: number}} at - of the viewport: the lower end of the line that was pressed
   */
  open(entries, active, at) {
    const title = say(words.atThisPlace, { count: entries.length });
    this.box.setAttribute("aria-label", title);
    this.box.classList.toggle("picker-long", entries.length > MOST);
    this.box.replaceChildren(h("p", { class: "help" }, title), ...entries.map((entry) => this.#row(entry, active)));
    this.box.hidden = false;
    const origin = this.host.getBoundingClientRect();
    const x = Math.min(at.x - origin.left, this.host.clientWidth - this.box.offsetWidth - 8);
    this.box.style.left = `${Math.max(8, x)}px`;
    this.box.style.top = `${at.y - origin.top + 6}px`;
  }

  close() {
    this.box.hidden = true;
  }

  /**
   * @param {Entry} entry
   * @param {string} active
   */
  #row({ shown }, active) {
    const said = this.book.answers(shown).flatMap(({ codes, dimension }) => (dimension.required ? codes : []));
    return h(
      "button",
      {
        type: "button",
        class: "picker-row",
        "aria-current": shown.id === active ? "true" : null,
        onclick: () => this.pick(shown.id),
      },
      circle(shown.author),
      h("span", { class: "hidden-words" }, `${shown.author.name}: `),
      h("span", {}, [this.book.layer(shown.layer).label, ...said.map(({ label }) => label)].join(", ")),
      swatch(this.book.line(shown)),
    );
  }
}
