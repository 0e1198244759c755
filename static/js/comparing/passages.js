// @ts-check
/** The sentences of the accounts side by side, and which of them tell the same. */

/**
 * A link as the page has it: left column and sentence, right column and sentence, from 0.
 * @typedef {[number, number, number, number, string, number, string[]]} LinkData
 * @typedef {{number: number, kind: string, score: number, explanations: string[], left: number, right: number, ends: [HTMLElement, HTMLElement]}} Link
 * @typedef {{column: number, links: Link[]}} Sentence
 */

// When a sentence stands in several passages, the most telling comes first.
const TELLING = ["differs", "hedged", "attributed", "shared", "paraphrased"];

export class Passages {
  /** @type {Link[]} */
  all = [];
  /** @type {Map<HTMLElement, Sentence>} */
  sentences = new Map();

  /**
   * @param {HTMLElement[]} columns - the texts, from left to right
   * @param {LinkData[]} data - by their number
   */
  constructor(columns, data) {
    const elements = columns.map((column, at) => {
      const found = [...column.querySelectorAll("[data-sentence]")].filter((each) => each instanceof HTMLElement);
      for (const element of found) this.sentences.set(element, { column: at, links: [] });
      return found;
    });
    for (const [number, [left, from, right, to, kind, score, explanations]] of data.entries()) {
      const ends = /** @type {[HTMLElement, HTMLElement]} */ ([elements[left][from], elements[right][to]]);
      const link = { number, kind, score, explanations, left, right, ends };
      this.all.push(link);
      for (const end of ends) this.of(end).links.push(link);
    }
    for (const { links } of this.sentences.values()) {
      links.sort((a, b) => TELLING.indexOf(a.kind) - TELLING.indexOf(b.kind) || b.score - a.score);
    }
  }

  /**
   * The sentences of a column that one goes through, in the order of its text.
   * @param {number} column
   * @param {string} filter - a kind, or "" for all that have a counterpart
   */
  stops(column, filter) {
    return [...this.sentences]
      .filter(([, sentence]) => sentence.column === column && fits(sentence.links, filter))
      .map(([element]) => element);
  }

  /** @param {HTMLElement} element - a sentence */
  of(element) {
    const found = this.sentences.get(element);
    if (!found) throw new Error("not a sentence of these accounts");
    return found;
  }

  /**
   * What a sentence shares with one of the other accounts, the most telling first.
   * @param {HTMLElement} element
   * @param {number} column
   */
  linksTo(element, column) {
    return this.of(element).links.filter(({ left, right }) => left === column || right === column);
  }

  /**
   * The counterparts of a sentence: in each other column the one that is most like it.
   * @param {HTMLElement} element
   * @returns {Map<number, HTMLElement>} by column
   */
  counterparts(element) {
    /** @type {Map<number, {score: number, end: HTMLElement}>} */
    const best = new Map();
    for (const link of this.of(element).links) {
      const end = other(link, element);
      const { column } = this.of(end);
      if (link.score > (best.get(column)?.score ?? -1)) best.set(column, { score: link.score, end });
    }
    return new Map([...best].sort(([a], [b]) => a - b).map(([column, { end }]) => [column, end]));
  }
}

/**
 * @param {Link} link
 * @param {HTMLElement} element - one of its ends
 */
export const other = ({ ends }, element) => (ends[0] === element ? ends[1] : ends[0]);

/**
 * @param {Link[]} links
 * @param {string} filter
 */
function fits(links, filter) {
  if (filter === "only") return links.length === 0;
  return filter ? links.some(({ kind }) => kind === filter) : links.length > 0;
}
