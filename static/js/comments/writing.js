// @ts-check
/** The field in which one writes a comment: Ctrl+Enter sends, an @ offers the members. */

/** @import { Member } from "./mentions.js" */

import { circle, h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { beingTyped, completed, fitting } from "./mentions.js";
import { told } from "./words.js";

const LONGEST = 5000; // code points; the server counts them, the field UTF-16 units, which are never fewer
let made = 0;

export class Writing {
  /** @type {Member[]} that are offered now */
  #offered = [];
  #chosen = 0;

  /**
   * @param {object} given
   * @param {string} given.label
   * @param {string} given.text - to begin with
   * @param {string} given.send - what the button says
   * @param {() => Promise<Member[]>} given.members
   * @param {(text: string) => void} given.onInput
   * @param {(text: string) => void} given.onSend - never with blanks only
   * @param {(() => void) | null} given.onCancel
   */
  constructor({ label, text, send, members, onInput, onSend, onCancel }) {
    const id = `writing-${(made += 1)}`;
    this.members = members;
    this.onInput = onInput;
    this.onSend = onSend;
    this.field = h("textarea", {
      ...{ rows: 2, "aria-label": label, placeholder: label, "aria-describedby": `${id}-hint`, maxlength: LONGEST, dir: "auto" },
      ...{ "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": `${id}-list` },
    });
    this.field.value = text;
    this.list = h("ul", { class: "talk-members", role: "listbox", id: `${id}-list`, "aria-label": told.members, hidden: true });
    this.button = h("button", { type: "submit", class: "button button-small button-primary" }, send);
    this.form = h(
      "form",
      { class: "talk-write" },
      this.field,
      this.list,
      h(
        "div",
        { class: "actions" },
        this.button,
        onCancel && h("button", { type: "button", class: "button button-small button-quiet", onclick: onCancel }, told.cancel),
        h("span", { class: "help", id: `${id}-hint` }, told.hint),
      ),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("input", () => {
      this.onInput(this.field.value);
      this.#fit();
      void this.#offer();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("blur", () => this.#close());
    this.field.addEventListener("focus", () => this.#fit());
  }

  /** Whether Escape closes the list of members, and nothing else yet. */
  get offering() {
    return !this.list.hidden;
  }

  /** @param {string} label */
  name(label) {
    this.field.setAttribute("aria-label", label);
    this.field.placeholder = label;
  }

  clear() {
    this.field.value = "";
    this.#fit();
  }

  #send() {
    if (!this.field.value.trim()) {
      this.field.focus();
      return;
    }
    this.onSend(this.field.value);
  }

  /** As high as its words, up to a third of the window. */
  #fit() {
    this.field.style.height = "";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, innerHeight / 3)}px`;
  }

  async #offer() {
    const typed = beingTyped(this.field.value, this.field.selectionStart);
    if (!typed) {
      this.#close();
      return;
    }
    const all = await this.members();
    const now = beingTyped(this.field.value, this.field.selectionStart);
    const before = this.#offered.length;
    this.#offered = now && document.activeElement === this.field ? fitting(all, now.begun) : [];
    this.#chosen = 0;
    this.#render();
    const count = this.#offered.length;
    if (count && count !== before) announce(count === 1 ? told.memberOne : say(told.memberMany, { count }));
  }

  #render() {
    this.list.hidden = !this.#offered.length;
    this.list.replaceChildren(
      ...this.#offered.map(({ username, person }, at) => {
        const take = (/** @type {Event} */ event) => {
          event.preventDefault(); // the field keeps the focus
          this.#take(at);
        };
        const option = { role: "option", id: `${this.list.id}-${at}`, "aria-selected": String(at === this.#chosen), onpointerdown: take };
        return h("li", option, circle(person), h("span", { dir: "auto" }, person.name), h("span", { class: "soft" }, `@${username}`));
      }),
    );
    if (this.#offered.length) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.#chosen}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#offered = [];
    this.#render();
  }

  /** @param {number} at - of those offered */
  #take(at) {
    const typed = beingTyped(this.field.value, this.field.selectionStart);
    if (!typed) return;
    const put = completed(this.field.value, this.field.selectionStart, typed.at, this.#offered[at].username);
    this.field.value = put.text;
    this.field.setSelectionRange(put.caret, put.caret);
    this.#close();
    this.onInput(this.field.value);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#send();
      return;
    }
    if (!this.offering) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#offered.length;
    if (by) this.#chosen = (this.#chosen + by + count) % count;
    if (by) this.#render();
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#chosen);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
