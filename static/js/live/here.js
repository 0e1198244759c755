// @ts-check
/** Who is at this article with one: circles in its head, and each beside the line where they are. */

/** @import { Person, Span } from "../types.js" */
/** @import { Workspace } from "../workspace.js" */
/** @import { Present } from "./feed.js" */

import { Refused, request } from "../api.js";
import { circle, h, shorten } from "../elements/dom.js";
import { rects } from "../elements/overlay.js";
import { say } from "../strings.js";
import { told } from "./words.js";

const TICK = 1000; // ms between two looks at where one is
const PAUSE = 2000; // ms at least between two words about that
const BEAT = 15_000; // ms at most
const MOST = 5; // circles; the rest is counted
const BESIDE = 3; // circles beside one line

export class Here {
  /** @type {Present[]} the others */
  #people = [];
  #said = -1; // the sentence that was told last
  #at = 0; // when
  #key = "";

  /**
   * @param {Workspace} work
   * @param {HTMLElement} root
   */
  constructor(work, root) {
    this.work = work;
    this.root = root;
    this.address = `/revisions/${work.data.revision.id}/presence/`;
    this.beside = h("div", { class: "here-beside no-print", "aria-hidden": "true" });
    work.page.root.before(this.beside);
    new ResizeObserver(() => this.#place()).observe(work.page.root);
    setInterval(() => document.hidden || this.#tell(), TICK);
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#tell()));
    addEventListener("pagehide", () => this.#leave());
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.#open(false);
      root.querySelector("button")?.focus();
    });
    root.addEventListener("focusout", (event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#open(false);
    });
    this.#tell();
  }

  /** @param {Present[]} people - all of them, oneself too */
  show(people) {
    const me = this.work.data.me.id;
    // Another tab of one's own was closed: this one is still here.
    if (!document.hidden && this.#said >= 0 && !people.some(({ person }) => person.id === me)) this.#at = 0;
    this.#people = people.filter(({ person }) => person.id !== me);
    const key = JSON.stringify(this.#people);
    if (key === this.#key) return;
    this.#key = key;
    this.#draw();
    this.#place();
  }

  // -- oneself

  async #tell() {
    const sentence = this.#sentence();
    const wait = sentence === this.#said ? BEAT : PAUSE;
    if (Date.now() - this.#at < wait) return;
    this.#at = Date.now();
    this.#said = sentence;
    try {
      const { data } = await request("PUT", this.address, { body: { sentence } });
      this.show(data.results);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  #leave() {
    if (this.#said < 0) return;
    this.#said = -1;
    this.#at = 0;
    request("DELETE", this.address, { keepalive: true }).catch(() => {});
  }

  /** The sentence of what one works at, while that is in sight, else the first one in sight. */
  #sentence() {
    const { overlay, page, data } = this.work;
    const spans = /** @type {const} */ (["chosen", "cursor", "active"]).flatMap((kind) => overlay.kinds.get(kind)?.spans[0] ?? []);
    const seen = spans.find((span) => {
      const top = rects(page, span)[0]?.top ?? -1;
      return top >= 0 && top < innerHeight;
    });
    return this.#around(seen?.start ?? this.work.firstInSight())?.[0] ?? data.sentences[0]?.[0] ?? 0;
  }

  /**
   * @param {number} point
   * @returns {[number, number] | undefined} the sentence that holds it, or the last before it
   */
  #around(point) {
    const { sentences } = this.work.data;
    const behind = sentences.findIndex(([start]) => start > point);
    return sentences[behind < 0 ? sentences.length - 1 : Math.max(0, behind - 1)];
  }

  // -- the others

  #draw() {
    const people = this.#people;
    const open = this.root.querySelector("button")?.getAttribute("aria-expanded") === "true";
    this.root.hidden = people.length === 0;
    const count = people.length === 1 ? told.hereOne : say(told.hereMany, { count: people.length });
    const list = h("ul", { class: "here-list", id: "here-list" }, ...people.map((each) => this.#line(each)));
    const more = people.length > MOST ? h("span", { class: "here-more", "aria-hidden": "true" }, `+${people.length - MOST}`) : null;
    const button = h(
      "button",
      { type: "button", class: "here-button", "aria-controls": "here-list", onclick: () => this.#open(!this.root.classList.contains("here-open")) },
      h("span", { class: "people" }, ...people.slice(0, MOST).map(({ person }) => circle(person))),
      more,
      h("span", { class: "hidden-words" }, count),
    );
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(button, list);
    if (focused) button.focus();
    this.#open(open && people.length > 0);
  }

  /** @param {boolean} open */
  #open(open) {
    this.root.classList.toggle("here-open", open);
    this.root.querySelector("button")?.setAttribute("aria-expanded", String(open));
  }

  /** @param {Present} each */
  #line({ person, sentence }) {
    const [start, end] = this.#around(sentence) ?? [0, 0];
    const words = shorten(this.work.page.slice({ start, end }), 48);
    const go = () => {
      this.work.reveal([{ start, end }]);
      this.work.page.root.focus({ preventScroll: true });
    };
    return h("li", {}, h("button", { type: "button", onclick: go }, circle(person), h("span", { dir: "auto" }, say(told.at, { name: person.name, words }))));
  }

  /** Beside the line where their sentence begins. */
  #place() {
    /** @type {Map<number, HTMLElement[]>} */
    const lines = new Map();
    const origin = this.beside.getBoundingClientRect();
    for (const { person, sentence } of this.#people) {
      const [start, end] = this.#around(sentence) ?? [0, 0];
      const line = rects(this.work.page, { start, end })[0];
      if (!line) continue;
      const top = Math.round(line.top + line.height / 2 - origin.top);
      const mark = circle(person);
      mark.style.top = `${top}px`;
      const beside = lines.get(top) ?? [];
      mark.classList.add(`here-${beside.length}`);
      if (beside.length < BESIDE) lines.set(top, [...beside, mark]);
    }
    this.beside.replaceChildren(...[...lines.values()].flat());
  }
}
