// @ts-check
/** The small form at the selected words: layer, codes, borders, note. Enter saves, Escape leaves. */

/** @import { Code, Dimension, Draft, Layer, Span, Suggestion } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Page } from "../offsets.js" */

import { say, words } from "../strings.js";
import { h, writing } from "./dom.js";
import { check, dimensionRows, layerRow } from "./fields.js";
import { helpOn } from "./meaning.js";
import { put } from "./placing.js";
import { Ranges } from "./ranges.js";
import { differs } from "./unsaved.js";

/**
 * @typedef {{draft: Draft, id?: string, seen?: number, suggestion?: Suggestion}} Subject - `id` when it exists;
 *   `seen`: its version; `suggestion`: what it would be accepted for
 */

export class Composer {
  /** @type {Subject | null} */
  subject = null;
  /** @type {Draft | null} what it was opened with */
  opened = null;
  /** Whether the optional questions are unfolded; stays as it was left. */
  unfolded = false;
  questions = h("div", { class: "composer-questions" });
  help = h("div", { class: "help composer-help", id: "composer-help" });
  error = h("p", { class: "errors", role: "alert" });
  note = h("textarea", { rows: 1, name: "note", placeholder: words.note, "aria-label": words.note });

  /**
   * @param {object} given
   * @param {Book} given.book
   * @param {Page} given.page
   * @param {HTMLElement} given.host - positioned; holds the sheet with the text
   * @param {(subject: Subject) => void} given.onSave
   * @param {() => void} given.onClose - after it was closed, saved or not
   * @param {(spans: Span[]) => void} given.onRanges - the words it is about, whenever they change
   * @param {(layer: string) => Draft["codes"] | undefined} given.lastUsed
   */
  constructor({ book, page, host, onSave, onClose, onRanges, lastUsed }) {
    this.book = book;
    this.page = page;
    this.host = host;
    this.onSave = onSave;
    this.onClose = onClose;
    this.onRanges = onRanges;
    this.lastUsed = lastUsed;
    this.ranges = new Ranges({
      page,
      host,
      onChange: (spans, dropped) => this.#ranged(spans, dropped),
      // By keyboard the words are chosen in the text; Enter there brings them here.
      onAdd: () => {
        this.form.classList.add("composer-adding");
        page.root.focus({ preventScroll: true });
      },
    });
    this.form = h("div", { class: "composer", role: "dialog", tabindex: -1, hidden: true });
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.note.addEventListener("input", () => this.subject && (this.subject.draft.note = this.note.value));
    host.append(this.form);
  }

  get isOpen() {
    return this.subject !== null;
  }

  /** Whether closing it would lose anything. */
  get touched() {
    const { draft, id } = this.subject ?? {};
    return Boolean(id || draft?.codes.length || draft?.note || draft?.confidence || this.ranges.spans.length > 1 || this.ranges.adding);
  }

  /** Whether leaving the page would lose something that somebody has put in. */
  get unsaved() {
    const { subject, opened } = this;
    if (!subject || !opened) return false;
    return this.ranges.adding || differs(opened, subject.draft, Boolean(subject.id || subject.suggestion));
  }

  /** Say that it is to be saved or left before anything else, if that is so. */
  keep() {
    if (!this.unsaved) return false;
    this.form.classList.remove("composer-adding");
    this.error.textContent = words.unsaved;
    this.place();
    this.form.focus({ preventScroll: true });
    return true;
  }

  /**
   * @param {Subject} subject
   * @param {boolean} focus - false after a touch: the keyboard of a phone would cover the text
   */
  open(subject, focus) {
    this.opened = subject.draft;
    this.subject = { ...subject, draft: { ...subject.draft } };
    this.#render();
    this.form.hidden = false;
    this.ranges.open(subject.draft.ranges);
    if (focus) this.form.focus({ preventScroll: true });
  }

  close() {
    if (!this.subject) return;
    this.subject = null;
    this.form.hidden = true;
    this.ranges.close();
    this.onRanges([]);
    this.onClose();
  }

  /**
   * Somebody selected other words while it is open: a new mark takes them, one that says something offers to.
   * @param {Span} span
   */
  select(span) {
    if (!this.subject) return;
    const { adding } = this.ranges;
    this.ranges.select(span, !this.touched);
    this.place();
    if (adding) this.form.focus({ preventScroll: true });
  }

  save() {
    if (!this.subject) return;
    const missing = this.book.missing(this.subject.draft);
    if (missing) {
      this.error.textContent = say(words.missing, { dimension: missing.label });
      this.#dimension(missing)?.querySelector("input")?.focus();
      return;
    }
    const subject = this.subject;
    this.onSave(subject);
    this.close();
  }

  place() {
    if (!this.subject) return;
    this.ranges.place();
    put(this.form, this.host, this.page, this.subject.draft.ranges);
    this.#reach();
  }

  // -- inside

  /** On a phone the help has less room than words: what is scrolled must be reached by keyboard. */
  #reach() {
    this.help.tabIndex = this.help.scrollHeight > this.help.clientHeight ? 0 : -1;
  }

  #render() {
    const { id, draft } = /** @type {Subject} */ (this.subject);
    this.form.setAttribute("aria-label", id ? words.composerEdit : words.composerTitle);
    this.note.value = draft.note;
    this.error.textContent = "";
    const close = () => this.close();
    const save = () => this.save();
    const button = (/** @type {string} */ kind, /** @type {string} */ label, /** @type {string} */ key, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: `button ${kind}`, onclick: act }, label, " ", h("kbd", {}, key));
    this.form.replaceChildren(
      this.ranges.quotes,
      this.questions,
      this.help,
      this.note,
      this.error,
      h(
        "div",
        { class: "actions" },
        button("button-primary", words.save, "↵", save),
        button("button-quiet", words.cancel, "Esc", close),
        this.ranges.row,
      ),
    );
    this.#renderQuestions();
  }

  #renderQuestions() {
    const asked = {
      book: this.book,
      answers: () => /** @type {Subject} */ (this.subject).draft,
      onLayer: (/** @type {string} */ layer) => this.#setLayer(layer),
      onCode: (/** @type {Dimension} */ dimension, /** @type {string} */ code) => this.#toggle(dimension, code),
      onSure: (/** @type {number} */ given) => {
        if (!this.subject) return;
        const { draft } = this.subject;
        draft.confidence = draft.confidence === given ? null : given;
        check(this.form, draft);
      },
      onWords: (/** @type {string} */ dimension, /** @type {string} */ text) => {
        if (this.subject) this.subject.draft.codes = this.book.worded(dimension, text, this.subject.draft.codes);
      },
      onHelp: (/** @type {Layer | Code | Dimension | null} */ about) => {
        // The pointer leaves the button that closed it.
        if (!this.subject) return;
        this.help.replaceChildren(...helpOn(about ?? this.book.layer(asked.answers().layer)));
        this.#reach();
      },
    };
    const { layer, codes, confidence } = asked.answers();
    asked.onHelp(null);
    const optional = this.book.layer(layer).dimensions.filter(({ required }) => !required);
    const answered = confidence || optional.some(({ key }) => codes.some(({ dimension }) => dimension === key));
    this.questions.replaceChildren(layerRow(asked), ...dimensionRows(asked, this.unfolded || Boolean(answered)));
    this.questions.querySelector("details")?.addEventListener("toggle", (event) => {
      this.unfolded = /** @type {HTMLDetailsElement} */ (event.target).open;
      this.place();
    });
  }

  /**
   * @param {Span[]} spans
   * @param {boolean} dropped - false while a handle is dragged: the form stays where it is
   */
  #ranged(spans, dropped) {
    if (!this.subject) return;
    this.subject.draft.ranges = spans;
    this.form.classList.toggle("composer-adding", this.ranges.adding);
    this.onRanges(spans);
    if (!this.form.hidden && dropped) this.place();
  }

  /** @param {string} layer - the same again: the codes used on it last */
  #setLayer(layer) {
    if (!this.subject) return;
    const { draft } = this.subject;
    const again = draft.layer === layer;
    draft.codes = again ? (this.lastUsed(layer) ?? draft.codes) : [];
    draft.layer = layer;
    this.#renderQuestions();
    this.place();
    if (again) this.form.focus({ preventScroll: true });
    else /** @type {HTMLElement | null} */ (this.form.querySelector("input[name=layer]:checked"))?.focus();
  }

  /**
   * @param {Dimension} dimension
   * @param {string} code
   */
  #toggle(dimension, code) {
    if (!this.subject) return;
    const { draft } = this.subject;
    draft.codes = this.book.toggled(dimension, code, draft.codes);
    this.error.textContent = "";
    check(this.form, draft);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return;
    }
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Enter" && event.shiftKey && target !== this.note) {
      event.preventDefault();
      this.ranges.more();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !target.matches("button, summary, a")) {
      event.preventDefault();
      this.save();
      return;
    }
    if (this.ranges.key(event)) return;
    if (writing(target) || event.ctrlKey || event.metaKey || event.altKey || !this.subject) return;
    const pressed = event.key.toLowerCase();
    for (const dimension of this.book.layer(this.subject.draft.layer).dimensions) {
      const code = dimension.codes.find(({ shortcut }) => shortcut && shortcut.toLowerCase() === pressed);
      if (!code) continue;
      event.preventDefault();
      this.#toggle(dimension, code.key);
      const folded = this.#dimension(dimension)?.closest("details");
      if (folded) folded.open = true;
      return;
    }
    const layer = this.book.layerOfKey(pressed);
    if (!layer) return;
    event.preventDefault();
    this.#setLayer(layer.key);
  }

  /** @param {Dimension} dimension */
  #dimension({ key }) {
    return this.questions.querySelector(`[data-dimension="${CSS.escape(key)}"]`);
  }
}
