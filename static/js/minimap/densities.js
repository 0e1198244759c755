// @ts-check
/** How many marks of each colour lie in each slice of a text. Pure; code points. */

/** @import { Span } from "../types.js" */

/** @typedef {{slice: number, colour: string, count: number}} Density */

/**
 * @param {{ranges: Span[], colour: string}[]} marks
 * @param {number} length - of the text
 * @param {number} slices
 * @returns {Density[]} only where there is something; each mark counts once in a slice
 */
export function densities(marks, length, slices) {
  /** @type {Map<string, Density>} */
  const found = new Map();
  for (const { ranges, colour } of marks) {
    let last = -1;
    for (const { start, end } of ranges) {
      const from = Math.max(last + 1, sliceAt(start, length, slices));
      const to = sliceAt(end - 1, length, slices);
      for (let slice = from; slice <= to; slice += 1) {
        const key = `${slice} ${colour}`;
        const here = found.get(key);
        if (here) here.count += 1;
        else found.set(key, { slice, colour, count: 1 });
      }
      last = Math.max(last, to);
    }
  }
  return [...found.values()];
}

const PLACES = 40; // slices of a text that are told apart by keyboard

/**
 * Where marks crowd: slices that hold more than those on both sides, and no fewer than the average of those with any.
 * @param {Span[][]} marks - the ranges of each
 * @param {number} length - of the text
 * @param {number} [slices]
 * @returns {{point: number, end: number, count: number}[]} in order; `point`: where the first mark in the slice begins
 *   there, `end`: of the slice
 */
export function crowds(marks, length, slices = PLACES) {
  const count = new Array(slices).fill(0);
  for (const each of densities(marks.map((ranges) => ({ ranges, colour: "" })), length, slices)) count[each.slice] = each.count;
  const held = count.filter(Boolean);
  const average = held.reduce((sum, each) => sum + each, 0) / Math.max(1, held.length);
  const edge = (/** @type {number} */ slice) => Math.ceil((slice / slices) * length);
  const found = [];
  for (let at = 0; at < slices; at += 1) {
    // Of a plateau the first slice stands for all.
    if (!count[at] || count[at] < average || count[at] <= (count[at - 1] ?? 0) || count[at] < (count[at + 1] ?? 0)) continue;
    const inside = marks.flat().filter(({ start, end }) => start < edge(at + 1) && end > edge(at));
    const point = Math.max(edge(at), Math.min(...inside.map(({ start }) => start)));
    found.push({ point, end: edge(at + 1), count: count[at] });
  }
  return found;
}

/**
 * @param {number} point
 * @param {number} length
 * @param {number} slices
 */
const sliceAt = (point, length, slices) => Math.min(slices - 1, Math.max(0, Math.floor((point / Math.max(1, length)) * slices)));

/**
 * The point of the text at a place of the map.
 * @param {number} y - from the map's top
 * @param {number} height - of the map
 * @param {number} length
 */
export const pointAt = (y, height, length) => Math.round(Math.min(1, Math.max(0, y / Math.max(1, height))) * Math.max(0, length - 1));
