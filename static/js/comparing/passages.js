// @ts-check
/** The sentences of both accounts, and which of them tell the same. */

/**
 * @typedef {"left" | "right"} Side
 * @typedef {{number: number, kind: string, explanations: string[], left?: HTMLElement, right?: HTMLElement}} Passage
 * @typedef {{kind: string, explanations: string[]}} PassageData
 */

/** @type {Side[]} */
export const SIDES = ["left", "right"];

/** @param {Side} side */
export const across = (side) => (side === "left" ? "right" : "left");

// When a sentence stands in several passages, the most telling comes first.
const TELLING = ["differs", "hedged", "shared", "paraphrased"];

export class Passages {
  /**
   * @param {Record<Side, HTMLElement>} columns
   * @param {PassageData[]} data - by their number
   */
  constructor(columns, data) {
    /** @type {Passage[]} */
    this.all = data.map((each, number) => ({ number, ...each }));
    /** @type {Map<HTMLElement, {side: Side, passages: Passage[]}>} */
    this.sentences = new Map();
    for (const side of SIDES) {
      for (const element of columns[side].querySelectorAll("[data-passages]")) {
        if (!(element instanceof HTMLElement)) continue;
        const numbers = (element.dataset.passages ?? "").split(" ").filter(Boolean).map(Number);
        const passages = numbers.map((number) => this.all[number]).filter(Boolean);
        passages.sort((a, b) => TELLING.indexOf(a.kind) - TELLING.indexOf(b.kind));
        for (const passage of passages) passage[side] = element;
        this.sentences.set(element, { side, passages });
      }
    }
  }

  /**
   * The sentences of a side that one goes through, in the order of its text.
   * @param {Side} side
   * @param {string} filter - a kind, or "" for all that have a counterpart
   */
  stops(side, filter) {
    return [...this.sentences]
      .filter(([, sentence]) => sentence.side === side && fits(sentence.passages, filter))
      .map(([element]) => element);
  }

  /** @param {HTMLElement} element - a sentence */
  of(element) {
    const found = this.sentences.get(element);
    if (!found) throw new Error("not a sentence of this comparison");
    return found;
  }

  /**
   * @param {HTMLElement} element - a sentence
   * @returns {HTMLElement[]} those of the other account that tell the same, the most telling first
   */
  counterparts(element) {
    const { side, passages } = this.of(element);
    const found = passages.map((passage) => passage[across(side)]);
    return [...new Set(found)].filter((each) => each !== undefined);
  }
}

/**
 * @param {Passage[]} passages
 * @param {string} filter
 */
function fits(passages, filter) {
  if (filter === "only") return passages.length === 0;
  return filter ? passages.some(({ kind }) => kind === filter) : passages.length > 0;
}
