// @ts-check
/**
 * A text without its elements, counted both ways: UTF-16 units, as strings have them, and code points, as
 * everything else here and on the server has them. Half-open ranges. `offsets.js` brings it to the DOM.
 *
 * A text is a row of paragraphs with gaps between them. A gap holds line breaks only, has no place in the DOM,
 * and no range begins or ends in it.
 */

/** @import { Span } from "./types.js" */

/** @typedef {{start: number, end: number, text: string}} Paragraph - code points; `text` is what the DOM has */

// What Python's str.isspace() takes off as well, so that both ends agree; not U+FEFF, which only \s of JavaScript has.
const SPACE = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;
const ASTRAL = /[\ud800-\udbff]/;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wordsOf = new Intl.Segmenter(undefined, { granularity: "word" });

/**
 * @param {string} text
 * @param {number} units - inside a surrogate pair counts as before it
 * @returns {number} code points
 */
export function toPoints(text, units) {
  if (!ASTRAL.test(text)) return Math.min(units, text.length);
  let points = 0;
  let at = 0;
  while (at < text.length) {
    const next = at + unitsAt(text, at);
    if (next > units) break;
    at = next;
    points += 1;
  }
  return points;
}

/**
 * @param {string} text
 * @param {number} points
 * @returns {number} units
 */
export function toUnits(text, points) {
  if (!ASTRAL.test(text)) return Math.min(points, text.length);
  let at = 0;
  for (let seen = 0; seen < points && at < text.length; seen += 1) at += unitsAt(text, at);
  return at;
}

/**
 * @param {string} text
 * @returns {number} code points in all of it
 */
export const length = (text) => toPoints(text, text.length);

/**
 * @param {string} text
 * @param {number} at - units
 */
const unitsAt = (text, at) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** The paragraphs of one revision, and what can be asked about ranges of them without a DOM. */
export class Text {
  /** @param {Paragraph[]} paragraphs - in order; a paragraph's `end - start` is the number of its code points */
  constructor(paragraphs) {
    this.paragraphs = paragraphs;
  }

  /** @returns {number} code points up to the end of the last paragraph */
  get end() {
    return this.paragraphs.at(-1)?.end ?? 0;
  }

  /**
   * The index of the paragraph that holds a point; of the one after it when the point lies in a gap.
   * @param {number} point
   * @returns {number} the number of paragraphs when the point lies behind all of them
   */
  indexAt(point) {
    let low = 0;
    let high = this.paragraphs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.paragraphs[middle].end <= point) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The parts of a range paragraph by paragraph, without the gaps.
   * @param {Span} span
   * @returns {{index: number, start: number, end: number}[]}
   */
  parts({ start, end }) {
    const found = [];
    for (let index = this.indexAt(start); index < this.paragraphs.length; index += 1) {
      const paragraph = this.paragraphs[index];
      if (paragraph.start >= end) break;
      const from = Math.max(start, paragraph.start);
      const to = Math.min(end, paragraph.end);
      if (from < to) found.push({ index, start: from, end: to });
    }
    return found;
  }

  /**
   * The words of a range; a gap reads as the line breaks it is made of.
   * @param {Span} span
   * @returns {string}
   */
  slice(span) {
    let words = "";
    let last = -1;
    for (const { index, start, end } of this.parts(span)) {
      const paragraph = this.paragraphs[index];
      if (last >= 0) words += "\n".repeat(start - last);
      const from = toUnits(paragraph.text, start - paragraph.start);
      words += paragraph.text.slice(from, toUnits(paragraph.text, end - paragraph.start));
      last = end;
    }
    return words;
  }

  /**
   * The range widened to whole graphemes, without white space or gaps at its ends, as the server does it.
   * @param {number} start
   * @param {number} end
   * @returns {Span | null} null when nothing but white space is left
   */
  snap(start, end) {
    const parts = this.parts({ start: Math.max(0, start), end });
    const first = parts.find((part) => this.#trimmed(part));
    const last = parts.reverse().find((part) => this.#trimmed(part));
    const from = first && this.#trimmed(first);
    const to = last && this.#trimmed(last);
    return from && to ? { start: from.start, end: to.end } : null;
  }

  /**
   * One part of a range: widened, trimmed, and widened again, since a mark on a space is one grapheme with it.
   * @param {{index: number, start: number, end: number}} part
   * @returns {Span | null}
   */
  #trimmed({ index, start, end }) {
    const { text, start: base } = this.paragraphs[index];
    const clusters = graphemes.segment(text);
    const cluster = (/** @type {number} */ unit) => {
      const found = clusters.containing(unit);
      return found ? [found.index, found.index + found.segment.length] : [unit, unit];
    };
    let from = cluster(toUnits(text, start - base))[0];
    let to = cluster(toUnits(text, end - base) - 1)[1];
    while (from < to && SPACE.test(text[from])) from += 1;
    while (from < to && SPACE.test(text[to - 1])) to -= 1;
    if (from === to) return null;
    from = cluster(from)[0];
    to = cluster(to - 1)[1];
    return { start: base + toPoints(text, from), end: base + toPoints(text, to) };
  }

  /**
   * The words of a paragraph, without the spaces and punctuation between them.
   * @param {number} index
   * @returns {Span[]}
   */
  wordsIn(index) {
    const paragraph = this.paragraphs[index];
    const found = [];
    let point = paragraph.start;
    for (const { segment, isWordLike } of wordsOf.segment(paragraph.text)) {
      const end = point + length(segment);
      if (isWordLike) found.push({ start: point, end });
      point = end;
    }
    return found;
  }

  /**
   * @param {number} index
   * @param {"word" | "character"} unit
   */
  #units(index, unit) {
    return unit === "word" ? this.wordsIn(index) : this.charactersIn(index);
  }

  /**
   * The border of a word or a character that is nearest to a point, in its paragraph.
   * @param {number} point
   * @param {"start" | "end"} edge
   * @param {"word" | "character"} unit
   * @returns {number | null}
   */
  nearestBorder(point, edge, unit) {
    const index = Math.min(this.indexAt(point), this.paragraphs.length - 1);
    const borders = this.#units(index, unit).map((each) => each[edge]);
    if (!borders.length) return null;
    return borders.reduce((best, each) => (Math.abs(each - point) < Math.abs(best - point) ? each : best));
  }

  /**
   * The characters (graphemes) of a paragraph that are no white space: only at these may a range begin or end.
   * @param {number} index
   * @returns {Span[]}
   */
  charactersIn(index) {
    const paragraph = this.paragraphs[index];
    const found = [];
    let point = paragraph.start;
    for (const { segment } of graphemes.segment(paragraph.text)) {
      const end = point + length(segment);
      if (!SPACE.test(segment)) found.push({ start: point, end });
      point = end;
    }
    return found;
  }

  /**
   * The next border of a word or a character before or behind a point.
   * @param {number} point
   * @param {1 | -1} direction
   * @param {"start" | "end"} edge - which border
   * @param {"word" | "character"} unit
   * @returns {number | null}
   */
  borderFrom(point, direction, edge, unit) {
    const here = Math.min(this.indexAt(Math.max(0, edge === "end" ? point - 1 : point)), this.paragraphs.length - 1);
    for (let index = here; index >= 0 && index < this.paragraphs.length; index += direction) {
      const borders = this.#units(index, unit).map((each) => each[edge]);
      const found = direction > 0 ? borders.find((each) => each > point) : borders.reverse().find((each) => each < point);
      if (found !== undefined) return found;
    }
    return null;
  }

  /**
   * The next word that begins at or behind a point, or the last one that ends at or before it.
   * @param {number} point
   * @param {1 | -1} direction
   * @returns {Span | null}
   */
  wordFrom(point, direction) {
    const forward = direction > 0;
    const first = forward ? this.indexAt(point) : Math.min(this.indexAt(point), this.paragraphs.length - 1);
    for (let index = first; index >= 0 && index < this.paragraphs.length; index += direction) {
      const words = this.wordsIn(index);
      const word = forward
        ? words.find(({ start }) => start >= point)
        : words.reverse().find(({ end }) => end <= point);
      if (word) return word;
    }
    return null;
  }
}
