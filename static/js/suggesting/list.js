// @ts-check
/** The suggestions of one revision as this page knows them: what is open, and which one is looked at. Pure. */

/** @import { Span, Suggestion } from "../types.js" */

export class Suggestions extends EventTarget {
  /** @type {Suggestion[]} by place, the longer first */
  items = [];
  /** @type {number | null} id of the one that is looked at */
  active = null;
  /** @type {Map<number, string | null>} the answered ones: the id of the mark that was made, null when rejected */
  answers = new Map();
  /** @type {Set<string>} layers that are shown; empty: all */
  layers = new Set();
  hidden = false;

  /** @param {Suggestion[]} items - in order of the text */
  constructor(items = []) {
    super();
    this.items = items;
  }

  /** @returns {Suggestion[]} not answered, and of a layer that is shown; none while they are hidden */
  get open() {
    return this.hidden ? [] : this.waiting;
  }

  /** @returns {Suggestion[]} the same, hidden or not */
  get waiting() {
    const { layers, answers } = this;
    return this.items.filter(({ id, layer }) => !answers.has(id) && (!layers.size || layers.has(layer)));
  }

  /** @param {number | null} id */
  get(id) {
    return this.items.find((each) => each.id === id);
  }

  /** @param {Suggestion[]} items - read anew; what was answered stays so */
  take(items) {
    this.items = items;
    this.#tell();
  }

  /**
   * The next or previous open one, seen from the active one, be it answered by now; round the ends.
   * @param {1 | -1} by
   * @param {number} from - the code point where to begin when none is active
   * @returns {Suggestion | undefined}
   */
  step(by, from) {
    const { open } = this;
    const here = this.items.findIndex(({ id }) => id === this.active);
    const order = new Map(this.items.map(({ id }, at) => [id, at]));
    const place = (/** @type {Suggestion} */ { id }) => order.get(id) ?? 0;
    if (here < 0) return open.find(({ start }) => start >= from) ?? open[0];
    if (by > 0) return open.find((each) => place(each) > here) ?? open[0];
    return open.filter((each) => place(each) < here).at(-1) ?? open.at(-1);
  }

  /**
   * @param {number} point - a code point
   * @returns {Suggestion[]} the open ones there, the shortest first
   */
  at(point) {
    return this.open
      .filter(({ start, end }) => start <= point && point < end)
      .sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  /**
   * @param {number} id
   * @param {string | null} mark - that was made of it
   */
  answer(id, mark) {
    this.answers.set(id, mark);
    this.#tell();
  }

  /** @param {number} id */
  reopen(id) {
    if (this.answers.delete(id)) this.#tell();
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.hidden = hidden;
    this.#tell();
  }

  /** @param {Set<string>} layers */
  only(layers) {
    this.layers = layers;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
