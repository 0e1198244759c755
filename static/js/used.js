// @ts-check
/** The layer and the codes that somebody used last, per project and browser: one key marks with them again. */

/** @import { Answer } from "./types.js" */
/** @import { Book } from "./codebook.js" */

import { keep, recall } from "./remembering.js";

/** @extends {Map<string, Answer[]>} */
export class LastUsed extends Map {
  /** @type {string | undefined} */
  layer = undefined;
  /** Set at last: the constructor of a Map calls `set`. */
  #name = "";

  /**
   * @param {number} project
   * @param {Book} book - what it no longer has is forgotten
   */
  constructor(project, book) {
    super();
    const name = `annotator.used.${project}`;
    const kept = recall(name);
    for (const [key, answers] of Object.entries(kept?.codes ?? {})) {
      const layer = book.byKey.get(key);
      if (!layer || !Array.isArray(answers)) continue;
      const dimensions = new Map(layer.dimensions.map((each) => [each.key, each]));
      const known = (/** @type {Answer} */ { dimension, code }) => dimensions.get(dimension)?.codes.some((each) => each.key === code);
      super.set(key, answers.filter(known));
    }
    if (book.byKey.has(kept?.layer)) this.layer = kept.layer;
    this.#name = name;
  }

  /**
   * @param {string} layer
   * @param {Answer[]} answers - words of one's own are of one mark only, and not used again
   */
  set(layer, answers) {
    super.set(layer, answers.filter(({ code }) => code));
    this.layer = layer;
    keep(this.#name, { layer, codes: Object.fromEntries(this) });
    return this;
  }
}
