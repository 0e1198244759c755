// @ts-check
/** One cell in a dialog: its quotes, what others found, what one finds oneself. */

/** @import { Account, At, Finding, Quote, Retold, Row, Value } from "./cells.js" */
/** @import { Sheet } from "./sheet.js" */

import { circle, h, writing } from "../elements/dom.js";
import { say } from "../strings.js";
import { UNCHECKED, pressed } from "./cells.js";
import { overTexts, reports } from "./faces.js";
import { elsewhere, takeOff } from "./placing.js";
import { cellPage, inWords, steps } from "./table.js";
import { told } from "./words.js";

export class CellDialog {
  /** @type {At | undefined} */
  #at;

  /**
   * @param {HTMLDialogElement} dialog - `templates/claims/dialog.html`
   * @param {() => Sheet | undefined} sheet
   */
  constructor(dialog, sheet) {
    this.dialog = dialog;
    this.sheet = sheet;
    this.form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    this.form.addEventListener("submit", () => this.#at && this.#canFill && sheet()?.change(this.#at, this.#value()));
    this.form.addEventListener("change", () => this.#allow());
    dialog.addEventListener("keydown", (event) => {
      if (writing(event.target) || event.ctrlKey || event.metaKey || event.altKey || !this.#canFill) return;
      const value = pressed(event.key, this.#value());
      if (value) {
        event.preventDefault();
        this.#fill(value);
      } else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
  }

  /** @param {At} at */
  open(at) {
    const sheet = this.sheet();
    if (!sheet) return;
    this.#at = at;
    const { cells } = sheet;
    const cell = cells.shown(at);
    const row = /** @type {Row} */ (cells.rows.find(({ id }) => id === at.claim));
    const account = /** @type {Account} */ (cells.accounts.find(({ id }) => id === at.article));
    const others = cell.findings.filter(({ annotator }) => annotator.id !== cells.me.id);
    this.#part("claim").textContent = row.wording;
    this.#part("account").textContent = [account.source, account.title].filter(Boolean).join(" · ");
    this.#part("page").setAttribute("href", cellPage(at));
    this.#part("quotes").replaceChildren(...this.#quoted(sheet, at, cell.quotes), ...retold(overTexts(cell, cells.me.id)));
    this.#part("others").replaceChildren(...also(cells.mine(at)), ...found(others));
    if (this.#canFill) this.#fill(cells.mine(at) ?? { status: UNCHECKED, certainty: null, note: "" });
    this.dialog.showModal();
    const checked = this.form.querySelector("input[name=status]:checked");
    if (checked instanceof HTMLElement) checked.focus();
  }

  get #canFill() {
    return this.form.elements.namedItem("status") !== null;
  }

  /** @returns {Value} */
  #value() {
    const given = new FormData(this.form);
    const status = String(given.get("status") ?? UNCHECKED);
    const certainty = Number(given.get("certainty")) || null;
    return { status, certainty: reports(status) ? certainty : null, note: String(given.get("note") ?? "").trim() };
  }

  /** @param {Value} value */
  #fill({ status, certainty, note }) {
    /** @type {RadioNodeList} */ (this.form.elements.namedItem("status")).value = status;
    /** @type {RadioNodeList} */ (this.form.elements.namedItem("certainty")).value = certainty ? String(certainty) : "";
    /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("note")).value = note;
    this.#allow();
  }

  /** Certainty can only be said of what an account reports. */
  #allow() {
    const fieldset = this.#part("certainty");
    if (fieldset instanceof HTMLFieldSetElement) fieldset.disabled = !reports(this.#value().status);
  }

  /**
   * @param {Sheet} sheet
   * @param {At} at
   * @param {Quote[]} quotes
   */
  #quoted(sheet, at, quotes) {
    const page = `/articles/${at.article}/`;
    if (!quotes.length) return [h("p", { class: "soft" }, `${told.noQuotes} `, h("a", { href: page }, told.openArticle))];
    const then = (/** @type {() => unknown} */ act) => () => {
      this.dialog.close();
      act();
    };
    return quotes.map((quote) => {
      const { text, author, annotation, by, said } = quote;
      const mine = sheet.data.may.fill && by.some(({ id }) => id === sheet.data.me.id);
      const facts = [
        said && say(told.saidBy, { words: said }),
        say(told.markedBy, { name: author.name }),
        say(told.putBy, { names: by.map(({ name }) => name).join(", ") }),
      ];
      return h(
        "blockquote",
        { class: "cell-quote" },
        h("p", { dir: "auto" }, text),
        h("footer", { class: "soft small" }, facts.filter(Boolean).join(" · "), " · ", h("a", { href: `${page}#annotation-${annotation}` }, told.inPlace)),
        mine &&
          h(
            "div",
            { class: "actions" },
            h("button", { type: "button", class: "button button-small", onclick: then(() => takeOff(sheet, at.claim, quote)) }, told.takeOff),
            h("button", { type: "button", class: "button button-small", onclick: then(() => elsewhere(sheet, at.claim, quote)) }, told.elsewhere),
          ),
      );
    });
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part = (name) => this.dialog.querySelector(`[data-part="${name}"]`) ?? this.dialog;
}

/**
 * What one found of a claim that was merged into this one, where it was something else.
 * @param {Finding | undefined} mine
 */
const also = (mine) =>
  (mine?.also ?? []).map(({ wording, status, certainty }) =>
    h("p", { class: "notice notice-warn" }, say(told.alsoFound, { wording, status: inWords(status, certainty) })),
  );

/** @param {Retold[]} texts */
function retold(texts) {
  if (!texts.length) return [];
  const items = texts.map(({ revision, certainty, text, waits }) =>
    h(
      "li",
      {},
      h("span", { class: "row" }, say(told.revision, { number: revision }), steps(certainty), certainty !== null && told.steps[certainty], waits && h("span", { class: "cell-again" }, told.again)),
      h("q", { dir: "auto" }, text),
    ),
  );
  return [h("h3", {}, told.overTexts), h("ol", { class: "retold-steps" }, ...items)];
}

/** @param {Finding[]} findings */
function found(findings) {
  const settled = findings.filter(({ status }) => status !== UNCHECKED);
  if (!settled.length) return [];
  const items = settled.map(({ annotator, status, certainty, note }) =>
    h(
      "li",
      {},
      h("span", { class: "row" }, circle(annotator), annotator.name),
      h("span", { class: `cell cell-${status}` }, steps(certainty), inWords(status, certainty)),
      note && h("span", { class: "soft small" }, note),
    ),
  );
  return [h("h3", {}, told.others), h("ul", { class: "found" }, ...items)];
}
