// @ts-check
/**
 * The margin: a card for each annotation, level with its line, which is also the copy of all marks for who cannot
 * see highlights. A crowded line shows some cards and says how many more it has.
 */

/** @import { Entry, Store } from "../store.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Page } from "../offsets.js" */
/** @import { Acts } from "./card.js" */

import { byLine, cardsPerLine, stack } from "../stacking.js";
import { say, words } from "../strings.js";
import { card } from "./card.js";
import { h } from "./dom.js";

const LINE = 38; // px, of the article
const GAP = 6; // px between two cards
const HEIGHTS = { card: 74, more: 34 }; // px, of a closed card and of the line that says how many more

/** @typedef {{entry: Entry, wanted: number}} Placed */

export class Margin {
  /**
   * @param {object} given
   * @param {HTMLElement} given.list - `#margin-cards`
   * @param {Store} given.store
   * @param {Book} given.book
   * @param {Page} given.page
   * @param {Acts} given.acts
   * @param {boolean} given.invite - whether an empty margin says how to begin
   * @param {() => boolean} given.filtered - whether anything is hidden by filters
   * @param {() => void} given.showAll
   */
  constructor({ list, store, book, page, acts, invite, filtered, showAll }) {
    this.invite = invite;
    this.list = list;
    this.store = store;
    this.book = book;
    this.page = page;
    this.acts = acts;
    this.filtered = filtered;
    this.showAll = showAll;
    /** @type {string | null} */
    this.active = null;
    /** @type {{element: HTMLElement, start: number} | null} a card that is none of a mark: level with its words */
    this.guest = null;
    /** @type {Set<string>} ids of the first mark of each line that is unfolded */
    this.unfolded = new Set();
    /** @type {{element: HTMLElement, wanted: number, active: boolean}[]} */
    this.rows = [];
    /** @type {Map<number, number>} where each start of a mark stands; measured once until the page is resized */
    this.known = new Map();
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {Entry[]} entries - those to show, by place */
  render(entries) {
    const kept = this.#focus();
    const groups = byLine(this.#placed(entries), LINE);
    const room = this.page.root.offsetHeight;
    const sizes = groups.map(({ length }) => length);
    const limit = cardsPerLine(sizes, { room, ...HEIGHTS });
    this.rows = groups.flatMap((group) => this.#group(group, limit));
    if (this.guest) {
      this.rows.push({ element: this.guest.element, wanted: this.#level(this.guest.start), active: true });
      this.rows.sort((a, b) => a.wanted - b.wanted);
    }
    this.list.replaceChildren(...(this.rows.length ? this.rows.map(({ element }) => element) : [this.#none()]));
    this.place();
    this.#refocus(kept);
  }

  /** Level the cards with their lines. On a narrow page they are a plain list below the text. */
  place() {
    const { rows } = this;
    const beside = getComputedStyle(this.list).position === "relative";
    // Read all heights, then write all tops: one layout in place of one for each card.
    const boxes = rows.map(({ element, wanted }) => ({ wanted, height: element.offsetHeight }));
    const tops = stack(boxes, rows.findIndex(({ active }) => active), GAP);
    rows.forEach(({ element }, at) => (element.style.top = beside ? `${tops[at]}px` : ""));
    const end = Math.max(0, ...tops.map((top, at) => top + boxes[at].height));
    this.list.style.minHeight = beside ? `${end}px` : "";
  }

  /** Forget where the lines were. */
  resized() {
    this.known.clear();
  }

  /** @param {string} id */
  head(id) {
    const found = this.list.querySelector(`[data-id="${CSS.escape(id)}"] .mark-head`);
    return found instanceof HTMLElement ? found : null;
  }

  /** @param {string | null} id - whose words are pointed at */
  point(id) {
    for (const each of this.list.querySelectorAll(".mark-pointed")) each.classList.remove("mark-pointed");
    if (id) this.list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.classList.add("mark-pointed");
  }

  // -- inside

  /**
   * @param {Entry[]} entries
   * @returns {Placed[]}
   */
  #placed(entries) {
    const placed = entries.map((entry) => ({ entry, wanted: this.#level(entry.shown.ranges[0]?.start ?? 0) }));
    return placed.sort((a, b) => a.wanted - b.wanted);
  }

  /**
   * @param {number} start - a code point
   * @returns {number} how far below the top of the list its line stands
   */
  #level(start) {
    let wanted = this.known.get(start);
    if (wanted === undefined) {
      const range = this.page.ranges({ start, end: start + 1 })[0];
      wanted = range ? range.getBoundingClientRect().top - this.list.getBoundingClientRect().top : 0;
      this.known.set(start, wanted);
    }
    return wanted;
  }

  /**
   * @param {Placed[]} group
   * @param {number} limit
   */
  #group(group, limit) {
    const first = group[0].entry.shown.id;
    const open = this.unfolded.has(first);
    // One card that would be hidden alone is shown: saying "1 more" takes as much room.
    const most = open || group.length <= limit + (limit ? 1 : 0) ? group.length : limit;
    const shown = group.filter(({ entry: { shown: { id }, state } }, at) => at < most || id === this.active || state === "failed");
    const rows = shown.map(({ entry, wanted }) => {
      const active = entry.shown.id === this.active;
      return { element: card(entry, this.book, this.acts, active), wanted, active };
    });
    const hidden = group.length - shown.length;
    if (hidden || (open && group.length > limit + 1)) {
      const toggle = () => {
        if (!this.unfolded.delete(first)) this.unfolded.add(first);
        this.store.dispatchEvent(new CustomEvent("change", { detail: [] }));
      };
      const here = hidden === 1 ? words.oneAtThisPlace : words.atThisPlace;
      const label = open ? words.fewerHere : say(shown.length ? words.moreHere : here, { count: hidden });
      const button = h("button", { type: "button", class: "mark-more", "aria-expanded": String(open), onclick: toggle }, label);
      rows.push({ element: h("li", { class: "mark-rest" }, button), wanted: group[0].wanted, active: false });
    }
    return rows;
  }

  #none() {
    const filtered = this.filtered();
    const show = h("button", { type: "button", class: "button button-small", onclick: this.showAll }, words.showAll);
    const none = this.invite ? `${words.noneYet} ${words.howToBegin}` : words.noneYet;
    return h("li", { class: "mark-none" }, h("p", {}, filtered ? words.noneShown : none), filtered ? show : "");
  }

  /** What has the focus inside the list, in words that survive a rendering. */
  #focus() {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !this.list.contains(focused)) return null;
    const id = focused.closest("li")?.getAttribute("data-id");
    const buttons = [...(focused.closest("li")?.querySelectorAll("button") ?? [])];
    return { id, at: buttons.indexOf(/** @type {HTMLButtonElement} */ (focused)) };
  }

  /** @param {{id: string | null | undefined, at: number} | null} kept */
  #refocus(kept) {
    if (!kept) return;
    const row = kept.id ? this.list.querySelector(`[data-id="${CSS.escape(kept.id)}"]`) : null;
    const buttons = row?.querySelectorAll("button");
    const target = buttons?.[kept.at] ?? buttons?.[0] ?? this.page.root;
    target.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !(event.target instanceof HTMLElement)) return;
    const heads = [...this.list.querySelectorAll(".mark-head, .mark-more")];
    const here = event.target.closest("li")?.querySelector(".mark-head, .mark-more");
    const next = here && heads[heads.indexOf(here) + by];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }
}
