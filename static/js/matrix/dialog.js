// @ts-check
/** One cell in a dialog: its quotes, what others found, what one finds oneself. */

/** @import { Account, At, Cells, Finding, Quote, Row, Value } from "./cells.js" */

import { circle, h, writing } from "../elements/dom.js";
import { UNCHECKED, pressed, reports } from "./cells.js";
import { cellPage, inWords, steps } from "./table.js";
import { told } from "./words.js";

export class CellDialog {
  /** @type {At | undefined} */
  #at;

  /**
   * @param {HTMLDialogElement} dialog - `templates/claims/dialog.html`
   * @param {(at: At, value: Value) => void} save
   */
  constructor(dialog, save) {
    this.dialog = dialog;
    this.form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    this.form.addEventListener("submit", () => this.#at && this.#canFill && save(this.#at, this.#value()));
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

  /**
   * @param {At} at
   * @param {Cells} cells
   */
  open(at, cells) {
    this.#at = at;
    const cell = cells.cell(at);
    const row = /** @type {Row} */ (cells.rows.find(({ id }) => id === at.claim));
    const account = /** @type {Account} */ (cells.accounts.find(({ id }) => id === at.article));
    const others = cell.findings.filter(({ annotator }) => annotator.id !== cells.me.id);
    this.#part("claim").textContent = row.wording;
    this.#part("account").textContent = [account.source, account.title].filter(Boolean).join(" · ");
    this.#part("page").setAttribute("href", cellPage(at));
    this.#part("quotes").replaceChildren(...quoted(cell.quotes, at.article));
    this.#part("others").replaceChildren(...found(others));
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
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part = (name) => this.dialog.querySelector(`[data-part="${name}"]`) ?? this.dialog;
}

/**
 * @param {Quote[]} quotes
 * @param {number} article
 */
function quoted(quotes, article) {
  const page = `/articles/${article}/`;
  if (!quotes.length) return [h("p", { class: "soft" }, `${told.noQuotes} `, h("a", { href: page }, told.openArticle))];
  return quotes.map(({ text, author, annotation }) =>
    h(
      "blockquote",
      { class: "cell-quote" },
      h("p", {}, text),
      h("footer", { class: "soft small" }, `${author.name} · `, h("a", { href: `${page}#annotation-${annotation}` }, told.inPlace)),
    ),
  );
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
