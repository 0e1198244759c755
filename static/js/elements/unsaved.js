// @ts-check
/** What would be lost of a mark that somebody began and has not saved. */

/** @import { Draft } from "../types.js" */

/**
 * @param {Draft} opened - as it was when somebody began
 * @param {Draft} draft - as it is
 * @param {boolean} words - whether the words that were there first count: those of a mark, not those just selected
 */
export function differs(opened, draft, words) {
  const told = (/** @type {Draft} */ { layer, codes, note, confidence, ranges }) =>
    JSON.stringify([layer, codes, note.trim(), confidence, words || ranges.length > 1 ? ranges : []]);
  return told(opened) !== told(draft);
}
