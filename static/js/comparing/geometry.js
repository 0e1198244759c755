// @ts-check
/** Where ribbons begin and end while columns scroll on their own. Pure; pixels of the gutter. */

/**
 * @typedef {{top: number, bottom: number}} Extent - of a passage within its column's content
 * @typedef {{scroll: number, top: number, height: number}} View - what is in sight of a column, and where in the gutter
 * @typedef {{from: number, to: number, beyond: -1 | 0 | 1}} Place - `beyond`: scrolled away above or below
 * @typedef {{above: number, below: number}} Pile - how many passages are scrolled away
 */

/**
 * @param {Extent} extent
 * @param {View} view
 * @returns {Place} at the column's edge for what is scrolled away
 */
export function place({ top, bottom }, { scroll, top: edge, height }) {
  const from = top - scroll;
  const to = bottom - scroll;
  if (to <= 0) return { from: edge, to: edge, beyond: -1 };
  if (from >= height) return { from: edge + height, to: edge + height, beyond: 1 };
  return { from: edge + Math.max(from, 0), to: edge + Math.min(to, height), beyond: 0 };
}

/** Whether there is anything to see of a ribbon: not when both ends are scrolled away to the same side. */
export const inSight = (/** @type {Place} */ left, /** @type {Place} */ right) =>
  left.beyond === 0 || left.beyond !== right.beyond;

/**
 * The band between two passages, and the line in its middle that carries the pattern.
 * @param {Place} left
 * @param {Place} right
 * @param {number} width - of the gutter
 * @returns {{band: string, line: string, middle: number}} paths, and the height of the line's middle
 */
export function ribbon(left, right, width) {
  const half = width / 2;
  const a = (left.from + left.to) / 2;
  const b = (right.from + right.to) / 2;
  return {
    band:
      `M0 ${left.from}C${half} ${left.from} ${half} ${right.from} ${width} ${right.from}` +
      `V${right.to}C${half} ${right.to} ${half} ${left.to} 0 ${left.to}Z`,
    line: `M0 ${a}C${half} ${a} ${half} ${b} ${width} ${b}`,
    middle: (a + b) / 2,
  };
}

/**
 * The stub of a link that goes on behind the next column: it stays in the gutter beside its passage.
 * @param {Place} place - of the passage that it belongs to
 * @param {{width: number, fromLeft: boolean, rank: number}} where - `rank`: how many stubs of the passage stand before it
 * @returns {{line: string, x: number, y: number}} a path from the column's edge, and where its number stands
 */
export function stub({ from, to }, { width, fromLeft, rank }) {
  const reach = Math.min(11 + rank * STUB, width - 9);
  const x = fromLeft ? reach : width - reach;
  const y = (from + to) / 2;
  return { line: `M${fromLeft ? 0 : width} ${y}H${x}`, x, y };
}

const STUB = 17; // px between the numbers of two stubs

/**
 * @param {Place[]} places - of one column
 * @returns {Pile}
 */
export const pile = (places) => ({
  above: places.filter(({ beyond }) => beyond < 0).length,
  below: places.filter(({ beyond }) => beyond > 0).length,
});
