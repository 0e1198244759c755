// @ts-check
/**
 * The margin: a card for each annotation, level with its line, which is also the copy of all marks for who cannot
 * see highlights. A crowded line shows some cards and says how many more it has. Cards are made once and kept: those
 * in sight at once, the others while the browser has nothing else to do.
 */

/** @import { Entry, Store } from "../store.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Page } from "../offsets.js" */
/** @import { Acts } from "./card.js" */

import { byLine, cardsPerLine, folded, stack } from "../stacking.js";
import { say, words } from "../strings.js";
import { card, nothing } from "./card.js";
import { h, idle } from "./dom.js";
import { Levels } from "./levels.js";

const LINE = 38; // px, of the article
const GAP = 6; // px between two cards
const HEIGHTS = { card: 74, more: 34 }; // px, of a closed card and of the line that tells of more
const FRAME = 160; // px of the window that are not the text's
const TOLD = 0.05; // px: errors of all cards above add up
const AT_ONCE = 80; // cards that one idle moment makes

/** @typedef {{key: string, wanted: number, active: boolean, stamp: unknown[], make: () => HTMLElement}} Row */
/** @typedef {{element: HTMLElement, stamp: unknown[], height: number, room: number}} Made - pixels; `room`: above it */
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
   * @param {() => void} given.placed - after the cards were levelled with their lines
   */
  constructor({ list, store, book, page, acts, invite, filtered, showAll, placed }) {
    this.invite = invite;
    this.list = list;
    this.store = store;
    this.book = book;
    this.page = page;
    this.acts = acts;
    this.filtered = filtered;
    this.showAll = showAll;
    this.placed = placed;
    /** @type {string | null} */
    this.active = null;
    /** @type {{element: HTMLElement, start: number} | null} a card that is none of a mark: level with its words */
    this.guest = null;
    /** @type {Set<string>} ids of the first mark of each line that is unfolded */
    this.unfolded = new Set();
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, Made>} by key of the row */
    this.made = new Map();
    this.levels = new Levels(page, list);
    this.narrow = matchMedia("(max-width: 64rem)");
    this.sizes = new ResizeObserver((changes) => this.#resized(changes));
    list.addEventListener("keydown", (event) => this.#key(event));
    // Those behind the last one that is made are made before the focus goes on.
    list.addEventListener("focusin", () => this.later && this.#make(AT_ONCE));
  }

  /** @param {Entry[]} entries - those to show, by place */
  render(entries) {
    const kept = this.#focus();
    const groups = byLine(this.#placed(entries), LINE);
    const sizes = groups.map(({ length }) => length);
    // Beside a short text the cards may go on below it, as far as the window does.
    const room = Math.max(this.page.root.offsetHeight, innerHeight - FRAME);
    const limit = cardsPerLine(sizes, { room, ...HEIGHTS });
    this.rows = groups.flatMap((group) => this.#group(group, limit));
    if (this.guest) {
      const { element, start } = this.guest;
      this.rows.push({ key: "guest", wanted: this.levels.at(start), active: true, stamp: [element], make: () => element });
      this.rows.sort((a, b) => a.wanted - b.wanted);
    }
    if (!this.rows.length) this.rows = [{ key: "none", wanted: 0, active: false, stamp: [{}], make: () => nothing({ filtered: this.filtered(), invite: this.invite, showAll: this.showAll }) }];
    this.#make(0);
    this.#refocus(kept);
  }

  /**
   * Level the cards with their lines, by the room above each: thousands that are positioned make a browser search
   * them all for what lies under the pointer. On a narrow page they are a plain list below the text.
   */
  place() {
    const { rows, made } = this;
    const beside = !this.narrow.matches;
    const boxes = rows.map(({ key, wanted }) => ({ wanted, height: made.get(key)?.height ?? HEIGHTS.card }));
    const tops = stack(boxes, rows.findIndex(({ active }) => active), GAP);
    let above = 0; // where the card before ends
    rows.forEach(({ key }, at) => {
      const one = made.get(key);
      if (!one) return;
      const top = Math.round(tops[at]);
      const room = beside ? top - above : NaN;
      above = top + one.height;
      if (Object.is(one.room, room)) return;
      one.room = room;
      one.element.style.marginTop = beside ? `${room}px` : "";
    });
    const end = tops.reduce((most, top, at) => Math.max(most, top + boxes[at].height), 0);
    this.list.style.minHeight = beside ? `${Math.round(end)}px` : "";
    this.placed();
  }

  /** Forget where the lines were. */
  resized() {
    this.levels.resized();
  }

  /** @param {string} id */
  head(id) {
    const found = this.#card(id)?.querySelector(".mark-head");
    return found instanceof HTMLElement ? found : null;
  }

  /** @param {string | null} id - whose words are pointed at */
  point(id) {
    this.pointed?.classList.remove("mark-pointed");
    this.pointed = id ? this.#card(id) : undefined;
    this.pointed?.classList.add("mark-pointed");
  }

  /** @param {string} id */
  #card(id) {
    return this.made.get(id)?.element;
  }

  /**
   * Make the cards in sight that are not there or are out of date, and some of the others; put all in their place.
   * @param {number} most - how many of those out of sight
   */
  #make(most) {
    const { rows, made, list } = this;
    let more = most;
    const top = -list.getBoundingClientRect().top;
    const from = top - innerHeight;
    const to = top + 2 * innerHeight;
    /** @type {Made[]} */
    const fresh = [];
    let left = 0;
    for (const row of rows) {
      const { key, wanted, stamp, active } = row;
      const old = made.get(key);
      if (old && old.stamp.every((each, at) => each === stamp[at])) continue;
      if (!old && !active && (wanted < from || wanted > to) && (more -= 1) < 0) {
        left += 1;
        continue;
      }
      const element = row.make();
      if (old && old.element !== element) {
        this.sizes.unobserve(old.element);
        old.element.replaceWith(element);
      }
      const one = { element, stamp, height: old?.height ?? HEIGHTS.card, room: NaN };
      made.set(key, one);
      fresh.push(one);
    }
    this.#order();
    // Read all heights, then write all tops: one layout in place of one for each card.
    for (const one of fresh) {
      // Those that idle moments make tell their heights when the browser lays them out.
      if (!most) one.height = one.element.getBoundingClientRect().height || one.height;
      this.sizes.observe(one.element);
    }
    this.place();
    if (left && !this.later) {
      this.later = true;
      idle(() => {
        this.later = false;
        this.#make(AT_ONCE);
      });
    }
  }

  /** The list holds the cards of the rows, in their order; what stands right is not touched. */
  #order() {
    const { rows, made, list } = this;
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of made) {
      if (keys.has(key)) continue;
      this.sizes.unobserve(element);
      element.remove();
      made.delete(key);
    }
    let next = list.firstElementChild;
    for (const { key } of rows) {
      const element = made.get(key)?.element;
      if (!element) continue;
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
  }

  /** @param {ResizeObserverEntry[]} changes */
  #resized(changes) {
    const heights = new Map(changes.map(({ target, borderBoxSize }) => [target, borderBoxSize[0]?.blockSize ?? 0]));
    let changed = false;
    for (const one of this.made.values()) {
      const height = heights.get(one.element);
      if (!height || Math.abs(height - one.height) < TOLD) continue;
      one.height = height;
      changed = true;
    }
    if (changed) this.place();
  }

  /**
   * @param {Entry[]} entries
   * @returns {{entry: Entry, wanted: number}[]}
   */
  #placed(entries) {
    const placed = entries.map((entry) => ({ entry, wanted: this.levels.at(entry.shown.ranges[0]?.start ?? 0) }));
    return placed.sort((a, b) => a.wanted - b.wanted);
  }

  /**
   * @param {{entry: Entry, wanted: number}[]} group
   * @param {number} limit
   * @returns {Row[]}
   */
  #group(group, limit) {
    const first = group[0].entry.shown.id;
    const open = this.unfolded.has(first);
    const { shown, hidden, brief } = folded(group, open ? group.length : limit, ({ entry: { shown: { id }, state } }) => id === this.active || state === "failed");
    const rows = shown.map((placed) => {
      const { entry, wanted } = placed;
      const { shown: it, state, reason, conflict } = entry;
      const active = it.id === this.active;
      // What an open card tells comes from more places than the mark: it is made anew each time.
      const short = placed === brief;
      const stamp = [it, state, reason, conflict, active ? {} : false, short, ...this.acts.stamp(it.id)];
      return { key: it.id, wanted, active, stamp, make: () => card(entry, this.book, this.acts, active, short) };
    });
    if (hidden.length || (open && group.length > limit + 1)) {
      const more = say(shown.length ? words.moreHere : words.atThisPlace, { count: hidden.length });
      const unread = hidden.filter(({ entry }) => this.acts.unread(entry.shown.id)).length;
      const label = open ? words.fewerHere : unread ? say(words.unreadHere, { more, count: unread }) : more;
      rows.push({
        ...{ key: `more ${first}`, wanted: group[0].wanted, active: false, stamp: [label, open, unread] },
        make: () => this.#more(first, label, { open, unread: unread > 0 }),
      });
    }
    return rows;
  }

  /**
   * @param {string} first - id of the first mark of the line
   * @param {string} label
   * @param {{open: boolean, unread: boolean}} state
   */
  #more(first, label, { open, unread }) {
    const toggle = () => {
      if (!this.unfolded.delete(first)) this.unfolded.add(first);
      this.store.dispatchEvent(new CustomEvent("change", { detail: [] }));
    };
    const button = h("button", { type: "button", class: `mark-more${unread ? " mark-more-unread" : ""}`, "aria-expanded": String(open), onclick: toggle }, label);
    return h("li", { class: "mark-rest", "data-id": `more ${first}` }, button);
  }

  /** What has the focus inside the list, in words that survive a rendering. */
  #focus() {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !this.list.contains(focused)) return null;
    const row = focused.closest("li[data-id]");
    const buttons = [...(row?.querySelectorAll("button, input") ?? [])];
    const id = row?.getAttribute("data-id");
    return { focused, id, at: buttons.indexOf(focused), place: this.rows.findIndex(({ key }) => key === id) };
  }

  /**
   * The same button of the same card, or of the one in its place; else the text.
   * @param {{focused: HTMLElement, id: string | null | undefined, at: number, place: number} | null} kept
   */
  #refocus(kept) {
    if (!kept || kept.focused === document.activeElement) return;
    const row = (kept.id && this.#card(kept.id)) || this.#card(this.rows[kept.place]?.key ?? "");
    const buttons = row?.querySelectorAll("button, input") ?? [];
    /** @type {HTMLElement} */ (buttons[kept.at] ?? buttons[0] ?? this.page.root).focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !(event.target instanceof HTMLElement) || event.target.matches("textarea, input:not([type=checkbox])")) return;
    const heads = [...this.list.querySelectorAll(".mark-head, .mark-more")];
    const here = event.target.closest("li[data-id]")?.querySelector(".mark-head, .mark-more");
    const next = here && heads[heads.indexOf(here) + by];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }
}
