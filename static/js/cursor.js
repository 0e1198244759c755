// @ts-check
/** The cursor of the keyboard: a sentence or a word, extended by either. Pure; code points. */

/** @import { Span } from "./types.js" */
/** @import { Text } from "./offsets.js" */

export class Cursor {
  /** @type {{anchor: Span, head: Span} | null} where it was set, and the end that moves */
  #at = null;
  /** @type {number | null} behind the words that were done with: one goes on from there */
  rested = null;

  /**
   * @param {Text} text
   * @param {Span[]} sentences - in order
   */
  constructor(text, sentences) {
    this.text = text;
    this.sentences = sentences;
  }

  /** @returns {Span | null} all that it covers */
  get span() {
    if (!this.#at) return null;
    const { anchor, head } = this.#at;
    return { start: Math.min(anchor.start, head.start), end: Math.max(anchor.end, head.end) };
  }

  clear() {
    this.#at = null;
    this.rested = null;
  }

  /** Let go of the words, and remember where they end. */
  rest() {
    const end = this.span?.end ?? null;
    this.#at = null;
    this.rested = end;
  }

  /** @param {Span} span */
  set(span) {
    this.#at = { anchor: span, head: span };
  }

  /**
   * To the next or previous sentence; to the one at `from` when there is no cursor yet.
   * @param {1 | -1} by
   * @param {{extend: boolean, from: number}} how
   * @returns {Span | null} what it covers then
   */
  sentence(by, { extend, from }) {
    if (!this.#at) return this.#go(this.sentences.find(({ end }) => end > from), false);
    const { head } = this.#at;
    const next =
      by > 0
        ? this.sentences.find(({ start }) => start >= head.end || start > head.start)
        : [...this.sentences].reverse().find(({ start }) => start < head.start);
    return this.#go(next, extend);
  }

  /**
   * To the next or previous word; into the first or last word of what it covers when that is more than one.
   * @param {1 | -1} by
   * @param {{extend: boolean, from: number}} how
   * @returns {Span | null}
   */
  word(by, { extend, from }) {
    const { span } = this;
    if (!this.#at || !span) return this.#go(this.text.wordFrom(from, 1), false);
    const { anchor, head } = this.#at;
    const first = this.text.wordFrom(span.start, 1);
    const last = this.text.wordFrom(span.end, -1);
    const wide = first !== null && last !== null && first.start < last.start;
    if (extend && wide && anchor === head) {
      // A sentence grows at its end and shrinks from there.
      const edge = by > 0 ? this.text.wordFrom(span.end, 1) : this.text.wordFrom(last.start, -1);
      if (edge) this.#at = { anchor: by > 0 ? anchor : first, head: edge };
      return this.span;
    }
    if (!extend && wide) return this.#go(by > 0 ? first : last, false);
    return this.#go(this.text.wordFrom(by > 0 ? head.end : head.start, by), extend);
  }

  /**
   * @param {Span | null | undefined} to
   * @param {boolean} extend
   */
  #go(to, extend) {
    if (to) this.#at = { anchor: extend && this.#at ? this.#at.anchor : to, head: to };
    return this.span;
  }
}
