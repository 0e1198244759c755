// @ts-check
/** What is sent for several marks at once. Pure. */

/** @import { Annotation, Answer } from "../types.js" */
/** @import { Book } from "../codebook.js" */

/** @typedef {{id: string, version: number, delete: true} | {id: string, version: number, layer?: string, codes?: Answer[]}} Act */

/**
 * @param {Annotation[]} marks
 * @returns {Act[]}
 */
export const deletions = (marks) => marks.map(({ id, version }) => ({ id, version, delete: true }));

/**
 * Put marks on a layer with some answers. On the same layer, what is not asked for stays; multiple answers are added.
 * @param {Annotation[]} marks
 * @param {string} layer
 * @param {Answer[]} codes - chosen
 * @param {Book} book
 * @returns {Act[]} only of those that would change
 */
export function changes(marks, layer, codes, book) {
  const asked = new Set(codes.map(({ dimension }) => dimension));
  const multi = new Set(book.layer(layer).dimensions.flatMap(({ key, kind }) => (kind === "multi" ? [key] : [])));
  return marks.flatMap((mark) => {
    const { id, version } = mark;
    if (mark.layer !== layer) return [{ id, version, layer, codes }];
    const kept = mark.codes.filter(
      (old) => !asked.has(old.dimension) || (multi.has(old.dimension) && !codes.some((each) => each.dimension === old.dimension && each.code === old.code)),
    );
    const all = [...kept, ...codes];
    return same(all, mark.codes) ? [] : [{ id, version, codes: all }];
  });
}

/**
 * @param {Answer[]} one
 * @param {Answer[]} other
 */
const same = (one, other) => listed(one) === listed(other);

/** @param {Answer[]} answers */
const listed = (answers) =>
  answers
    .map(({ dimension, code, words }) => `${dimension} ${code ?? ""} ${words ?? ""}`)
    .sort()
    .join("\n");
