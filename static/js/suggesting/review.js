// @ts-check
/** Going through the suggestions: the bar at the foot, the card in the margin, one key for each answer. */

/** @import { Draft, Suggestion, SuggestionsData } from "../types.js" */
/** @import { Keys } from "../keyboard/table.js" */
/** @import { Workspace } from "../workspace.js" */

import { request, Refused } from "../api.js";
import { h, shorten, swatch } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { supported } from "../paint.js";
import { remember, remembered } from "../remembering.js";
import { say, words } from "../strings.js";
import { suggestionCard } from "./card.js";
import { Decisions, draftOf } from "./deciding.js";
import { Suggestions } from "./list.js";
import { Dots } from "./painting.js";

const SETTING = "annotator.suggestions";
const PAUSES = [1500, 3000, 6000, 12_000]; // ms between looks at whether the text was read by now

export class Review {
  /**
   * @param {Workspace} work
   * @param {SuggestionsData} data
   * @param {HTMLElement} box - in the bar
   * @param {Keys} keys - shown on the buttons; `keys.js` listens to them
   */
  constructor(work, data, box, keys) {
    this.work = work;
    this.box = box;
    this.keys = keys;
    this.ready = data.ready;
    this.logged = false;
    this.list = new Suggestions(data.results);
    this.list.hidden = !remembered(SETTING);
    this.list.layers = work.filter.layers;
    this.dots = supported() ? new Dots(work.page) : null;
    this.decisions = new Decisions({
      list: this.list,
      saver: work.saver,
      undoing: work.deeds.undoing,
      onRefused: (reason) => toast(say(words.saveFailed, { reason })),
    });
    this.list.addEventListener("change", () => this.#render());
    keys.addEventListener("change", () => {
      this.#show();
      this.#bar();
    });
    this.#render();
    void this.#read();
  }

  /** @returns {Suggestion | undefined} the one that is looked at */
  get active() {
    return this.list.get(this.list.active);
  }

  /**
   * @param {1 | -1} by
   * @param {boolean} [pressed] - a button was: the keys that a card names are those of the text
   */
  step(by, pressed = false) {
    if (pressed) this.work.page.root.focus({ preventScroll: true });
    if (this.list.hidden) this.toggle();
    const next = this.list.step(by, this.work.firstInSight());
    if (next) this.go(next);
    else announce(this.ready ? words.noSuggestions : words.readingText);
  }

  /**
   * @param {Suggestion} suggestion
   * @param {string} [first] - what to say before
   * @param {number} [had] - which button of the card before has the focus; -1: none
   */
  go(suggestion, first = "", had = this.#focused()) {
    const { work, list } = this;
    work.activate(null);
    list.active = suggestion.id;
    this.#show();
    work.reveal([suggestion]);
    if (had >= 0) this.#buttons()[had]?.focus({ preventScroll: true });
    this.#render();
    announce([first, this.#told(suggestion)].filter(Boolean).join(" "));
  }

  /** Look away; what is shown is drawn anew by whoever calls. */
  leave() {
    if (this.list.active === null) return;
    this.list.active = null;
    this.work.margin.guest = null;
    this.work.overlay.show("active", []);
    this.#bar();
  }

  accept() {
    const { active, work } = this;
    if (!active) return;
    // This codebook wants more than the machine can say.
    if (work.book.missing(active)) {
      this.edit();
      return;
    }
    const had = this.#focused();
    this.decisions.accept(active);
    this.#next(words.accepted, had);
  }

  edit() {
    const { active, work } = this;
    if (active) work.marker.composer.open({ draft: draftOf(active), suggestion: active }, true);
  }

  reject() {
    const { active } = this;
    if (!active) return;
    const had = this.#focused();
    this.decisions.reject(active);
    this.#next(words.rejected, had);
  }

  /**
   * The composer saved what it was opened with.
   * @param {Suggestion} suggestion
   * @param {Draft} draft
   */
  edited(suggestion, draft) {
    this.list.active = suggestion.id;
    this.decisions.accept(suggestion, draft);
    this.#next(words.accepted, -1);
  }

  /** Show or hide them all, and remember it. */
  toggle() {
    const hidden = !this.list.hidden;
    remember(SETTING, !hidden);
    if (hidden) this.work.activate(null);
    this.list.hide(hidden);
    announce(hidden ? words.suggestionsHidden : say(words.suggestionsShown, { count: this.list.open.length }));
    void this.#log();
  }

  // -- inside

  /**
   * @param {string} said
   * @param {number} had - which button of the card has had the focus
   */
  #next(said, had) {
    const next = this.list.step(1, 0);
    if (next) {
      this.go(next, said, had);
      return;
    }
    this.work.activate(null);
    if (had >= 0) this.work.page.root.focus({ preventScroll: true });
    announce(`${said} ${words.allAnswered}`);
  }

  #show() {
    const { active, work, list } = this;
    if (!active) return;
    const { open } = list;
    const where = { place: open.indexOf(active) + 1, count: open.length };
    const element = suggestionCard(active, work.book, where, {
      accept: () => this.accept(),
      edit: () => this.edit(),
      reject: () => this.reject(),
      next: () => this.step(1),
      close: () => this.#close(),
    }, (act) => this.keys.shown(act));
    work.margin.guest = { element, start: active.start };
    work.overlay.show("active", [active]);
    work.margin.render(work.shown);
  }

  /** The card goes, and takes its button with it. */
  #close() {
    this.work.activate(null);
    this.work.page.root.focus({ preventScroll: true });
  }

  #buttons() {
    return [...(this.work.margin.guest?.element.querySelectorAll("button") ?? [])];
  }

  #focused() {
    return this.#buttons().findIndex((each) => each === document.activeElement);
  }

  #render() {
    const { list, work } = this;
    const { book } = work;
    this.dots?.paint(list.open.map((suggestion) => ({ suggestion, colour: book.line(suggestion).colour })));
    // The one that is looked at was answered elsewhere, or its layer is hidden.
    if (this.active && !list.open.includes(this.active)) {
      work.margin.guest = null;
      work.overlay.show("active", []);
    }
    this.#bar();
  }

  #bar() {
    const { list, box } = this;
    const focused = box.contains(document.activeElement) ? document.activeElement?.getAttribute("data-part") : null;
    const count = list.waiting.length;
    box.hidden = this.ready && !list.items.length;
    if (!this.ready) {
      box.replaceChildren(h("span", { class: "soft" }, words.readingText));
      return;
    }
    const label = count === 1 ? words.suggestionOne : words.suggestionMany;
    const key = this.keys.shown("suggestion");
    box.replaceChildren(
      h(
        "button",
        {
          type: "button",
          class: "filter",
          "data-part": "toggle",
          "aria-pressed": String(!list.hidden),
          title: list.hidden ? words.showSuggestions : words.hideSuggestions,
          onclick: () => this.toggle(),
        },
        swatch({ colour: "ink", pattern: "dotted" }),
        h("span", {}, h("span", { class: "number" }, String(count)), " ", label),
      ),
    );
    if (count) {
      box.append(
        h(
          "button",
          { type: "button", class: "button button-small", "data-part": "review", onclick: () => this.step(1, true) },
          this.active ? words.next : words.review,
          " ",
          key && h("kbd", {}, key),
        ),
      );
    }
    if (focused) /** @type {HTMLElement | null} */ (box.querySelector(`[data-part=${focused}]`))?.focus();
  }

  /** @param {Suggestion} suggestion */
  #told(suggestion) {
    const { book } = this.work;
    const { open } = this.list;
    const [accept, edit, reject] = /** @type {const} */ (["accept", "edit", "reject"]).map((act) => this.keys.shown(act));
    const said = say(words.atSuggestion, {
      place: open.indexOf(suggestion) + 1,
      count: open.length,
      layer: book.layer(suggestion.layer).label,
      codes: book.answers(suggestion).flatMap(({ codes }) => codes.map(({ label }) => label)).join(", "),
      quote: shorten(suggestion.quote, 120),
      why: suggestion.explanation,
    });
    return accept && edit && reject ? `${said} ${say(words.suggestionKeys, { accept, edit, reject })}` : said;
  }

  /** Have the text read if it was not, and look for what was found; then log that it is shown. */
  async #read() {
    if (this.ready) {
      await this.#log();
      return;
    }
    try {
      await this.#seen();
      for (const pause of PAUSES) {
        await new Promise((done) => setTimeout(done, pause));
        const { data } = await request("GET", `/revisions/${this.work.data.revision.id}/suggestions/`);
        if (!data.on) break;
        if (!data.ready) continue;
        this.ready = true;
        this.list.take(data.results);
        await this.#log();
        return;
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    this.box.hidden = true; // there is nothing to say: they are there when the page is opened next
  }

  /** That they were shown: once, when they are. A failure is no reason to disturb anybody. */
  async #log() {
    if (this.logged || this.list.hidden || !this.list.items.length) return;
    this.logged = true;
    try {
      await this.#seen();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.logged = false;
    }
  }

  #seen() {
    return request("POST", `/revisions/${this.work.data.revision.id}/suggestions/seen/`);
  }
}
