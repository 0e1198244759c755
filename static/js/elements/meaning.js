// @ts-check
/** What the codebook says about a layer, a dimension or a code: in the composer, on cards, beside filters. */

/** @import { Code, Dimension, Layer } from "../types.js" */

import { words } from "../strings.js";
import { h } from "./dom.js";

/**
 * What the codebook says about a layer, a dimension or a code.
 * @param {Layer | Code | Dimension | null} about
 * @returns {Node[]}
 */
export function helpOn(about) {
  if (!about) return [];
  const found = [h("strong", {}, about.label), ` ${about.definition ?? ""}`];
  if ("use_when" in about && about.use_when) found.push(h("br"), h("em", {}, words.useWhen), ` ${about.use_when}`);
  if ("not_when" in about && about.not_when) found.push(h("br"), h("em", {}, words.notWhen), ` ${about.not_when}`);
  if ("examples" in about && about.examples?.length) found.push(h("br"), h("em", {}, words.examples), ` ${about.examples.join(" · ")}`);
  if ("counterexamples" in about && about.counterexamples?.length) {
    found.push(h("br"), h("em", {}, words.counterexamples), ` ${about.counterexamples.join(" · ")}`);
  }
  return found.map((each) => (typeof each === "string" ? document.createTextNode(each) : each));
}
