// @ts-check
/** The small form at the selected words: layer, codes, borders, note. Enter saves, Escape leaves. */

/** @import { Code, Dimension, Draft, Layer, Span, Suggestion } from "../types.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Page } from "../offsets.js" */

import { added, moved } from "../borders.js";
import { say, words } from "../strings.js";
import { h, shorten, writing } from "./dom.js";
import { check, dimensionRows, helpOn, layerRow } from "./fields.js";
import { put } from "./placing.js";

/**
 * @typedef {{draft: Draft, id?: string, seen?: number, suggestion?: Suggestion}} Subject - `id` when it exists;
 *   `seen`: its version; `suggestion`: what it would be accepted for
 */

export class Composer {
  /** @type {Subject | null} */
  subject = null;
  /** Whether the optional questions are unfolded; stays as it was left. */
  unfolded = false;
  /** @type {Span | null} words that were selected while an existing mark is being changed */
  offered = null;
  quote = h("q", { dir: "auto" });
  borders = h("div", { class: "row composer-borders" });
  questions = h("div", { class: "composer-questions" });
  help = h("p", { class: "help composer-help" });
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
    return Boolean(id || draft?.codes.length || draft?.note);
  }

  /**
   * @param {Subject} subject
   * @param {boolean} focus - false after a touch: the keyboard of a phone would cover the text
   */
  open(subject, focus) {
    this.subject = { ...subject, draft: { ...subject.draft } };
    this.offered = null;
    this.#render();
    this.form.hidden = false;
    this.place();
    if (focus) this.form.focus({ preventScroll: true });
  }

  close() {
    if (!this.subject) return;
    this.subject = null;
    this.form.hidden = true;
    this.onRanges([]);
    this.onClose();
  }

  /**
   * Somebody selected other words while it is open: a new mark takes them, an existing one offers to.
   * @param {Span} span
   */
  select(span) {
    if (!this.subject) return;
    if (!this.subject.id) {
      this.#setRanges([span]);
      return;
    }
    this.offered = span;
    this.#renderBorders();
    this.place();
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
    if (this.subject) put(this.form, this.host, this.page, this.subject.draft.ranges);
  }

  // -- inside

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
      this.quote,
      this.questions,
      this.help,
      this.note,
      this.error,
      h(
        "div",
        { class: "actions" },
        button("button-primary", words.save, "↵", save),
        button("button-quiet", words.cancel, "Esc", close),
        this.borders,
      ),
    );
    this.#renderQuestions();
    this.#setRanges(draft.ranges);
  }

  #renderQuestions() {
    const asked = {
      book: this.book,
      answers: () => /** @type {Subject} */ (this.subject).draft,
      onLayer: (/** @type {string} */ layer) => this.#setLayer(layer),
      onCode: (/** @type {Dimension} */ dimension, /** @type {string} */ code) => this.#toggle(dimension, code),
      onWords: (/** @type {string} */ dimension, /** @type {string} */ text) => {
        if (this.subject) this.subject.draft.codes = this.book.worded(dimension, text, this.subject.draft.codes);
      },
      onHelp: (/** @type {Layer | Code | Dimension | null} */ about) => {
        // The pointer leaves the button that closed it.
        if (!this.subject) return;
        this.help.replaceChildren(...helpOn(about ?? this.book.layer(asked.answers().layer)));
      },
    };
    const { layer, codes } = asked.answers();
    asked.onHelp(null);
    const optional = this.book.layer(layer).dimensions.filter(({ required }) => !required);
    const answered = optional.some(({ key }) => codes.some(({ dimension }) => dimension === key));
    this.questions.replaceChildren(layerRow(asked), ...dimensionRows(asked, this.unfolded || answered));
    this.questions.querySelector("details")?.addEventListener("toggle", (event) => {
      this.unfolded = /** @type {HTMLDetailsElement} */ (event.target).open;
      this.place();
    });
  }

  #renderBorders() {
    const { draft } = /** @type {Subject} */ (this.subject);
    this.quote.textContent = shorten(draft.ranges.map((span) => this.page.slice(span)).join(" … "), 160);
    const step = (/** @type {"start" | "end"} */ edge, /** @type {1 | -1} */ by, /** @type {string} */ label) =>
      h(
        "button",
        {
          type: "button",
          class: "button button-small",
          "aria-label": label,
          title: label,
          onclick: () => this.#setRanges(moved(this.page, draft.ranges, edge, by)),
        },
        by < 0 ? "←" : "→",
      );
    const offered = this.offered;
    const more = offered && added(draft.ranges, offered);
    const take = (/** @type {Span[] | null} */ ranges, /** @type {string} */ label) =>
      ranges &&
      h("button", { type: "button", class: "button button-small", onclick: () => this.#setRanges(ranges) }, label);
    const focused = this.borders.contains(document.activeElement)
      ? [...this.borders.querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement))
      : -1;
    this.borders.replaceChildren(
      h("span", { class: "help" }, words.start),
      step("start", -1, words.startEarlier),
      step("start", 1, words.startLater),
      h("span", { class: "help" }, words.end),
      step("end", -1, words.endEarlier),
      step("end", 1, words.endLater),
      take(offered && [offered], words.useSelection) ?? "",
      take(more, words.addSelection) ?? "",
    );
    if (focused >= 0) (this.borders.querySelectorAll("button")[focused] ?? this.form).focus();
  }

  /** @param {Span[]} ranges */
  #setRanges(ranges) {
    if (!this.subject) return;
    this.offered = null;
    this.subject.draft.ranges = ranges;
    this.#renderBorders();
    this.onRanges(ranges);
    if (!this.form.hidden) this.place();
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
    if (event.key === "Enter" && !event.shiftKey && !target.matches("button, summary, a")) {
      event.preventDefault();
      this.save();
      return;
    }
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
