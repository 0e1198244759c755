// @ts-check
/** What a codebook says about an annotation: its style, its words, what it still lacks. Pure. */

/** @import { Annotation, Answer, Code, Codebook, Dimension, Draft, Layer } from "./types.js" */

export class Book {
  /** @param {Codebook} codebook */
  constructor(codebook) {
    this.layers = codebook.layers;
    this.version = codebook.version;
    this.byKey = new Map(codebook.layers.map((layer) => [layer.key, layer]));
  }

  /**
   * @param {string} key
   * @returns {Layer} a plain one for a layer that this version of the codebook no longer has
   */
  layer(key) {
    return this.byKey.get(key) ?? { key, label: key, colour: "ink", pattern: "solid", dimensions: [] };
  }

  /**
   * @param {string} key - a pressed key
   * @returns {Layer | undefined}
   */
  layerOfKey(key) {
    return this.layers.find((layer) => layer.shortcut && layer.shortcut === key.toLowerCase());
  }

  /**
   * The line under an annotation: that of its first code which has one, in the codebook's order, or of its layer.
   * @param {Pick<Annotation, "layer" | "codes">} annotation
   * @returns {{colour: string, pattern: string}}
   */
  line({ layer: key, codes }) {
    const layer = this.layer(key);
    for (const dimension of layer.dimensions) {
      const code = this.codes(dimension, codes).find(({ colour }) => colour);
      if (code) return { colour: code.colour ?? layer.colour, pattern: code.pattern || layer.pattern };
    }
    return layer;
  }

  /**
   * @param {Dimension} dimension
   * @param {Answer[]} answers
   * @returns {Code[]} those of the dimension that were given
   */
  codes(dimension, answers) {
    const given = new Set(answers.flatMap((each) => (each.dimension === dimension.key ? [each.code] : [])));
    return dimension.codes.filter(({ key }) => given.has(key));
  }

  /**
   * What an annotation says, dimension by dimension, in the codebook's words.
   * @param {Pick<Annotation, "layer" | "codes">} annotation
   * @returns {{dimension: Dimension, codes: Code[], words: string}[]} dimensions without an answer left out
   */
  answers({ layer, codes }) {
    return this.layer(layer).dimensions.flatMap((dimension) => {
      const found = {
        dimension,
        codes: this.codes(dimension, codes),
        words: codes.find((each) => each.dimension === dimension.key)?.words ?? "",
      };
      return found.codes.length || found.words ? [found] : [];
    });
  }

  /**
   * The first dimension that must have an answer and has none.
   * @param {Pick<Draft, "layer" | "codes">} draft
   * @returns {Dimension | undefined}
   */
  missing({ layer, codes }) {
    const given = new Set(codes.map(({ dimension }) => dimension));
    return this.layer(layer).dimensions.find(({ key, required }) => required && !given.has(key));
  }

  /**
   * The answers after a code was pressed: set, replaced on dimensions that take one, taken back when it was set.
   * @param {Dimension} dimension
   * @param {string} code
   * @param {Answer[]} answers
   * @returns {Answer[]}
   */
  toggled(dimension, code, answers) {
    const others = answers.filter((each) => each.dimension !== dimension.key || each.code !== code);
    if (others.length < answers.length) return others;
    const kept = dimension.kind === "multi" ? others : others.filter((each) => each.dimension !== dimension.key);
    return [...kept, { dimension: dimension.key, code }];
  }

  /**
   * The answers with words on a dimension of words; none when they are empty.
   * @param {string} dimension
   * @param {string} words
   * @param {Answer[]} answers
   * @returns {Answer[]}
   */
  worded(dimension, words, answers) {
    const others = answers.filter((each) => each.dimension !== dimension);
    return words.trim() ? [...others, { dimension, words: words.trim() }] : others;
  }
}
