// @ts-check
/** How far columns scroll so that passages of them stand at one height. Pure. */

/**
 * @typedef {{top: number, room: number}} End - a passage's top in its column's content; how far the column scrolls
 */

/**
 * Bring passages to one height, as near as possible to where it is wanted.
 *
 * A column can't scroll above its beginning: the height is at most the smallest top. Below its end it can,
 * when it is given `extra` room there; without, a last sentence would never meet a first one.
 * @param {End[]} ends
 * @param {number} wanted - pixels below the columns' upper edge
 * @param {number} [most] - the greatest height at which all of them can be seen whole
 * @returns {{height: number, columns: {scroll: number, extra: number}[]}}
 */
export function meet(ends, wanted, most = Infinity) {
  const highest = Math.min(...ends.map(({ top }) => top));
  const lowest = Math.max(...ends.map(({ top, room }) => top - room));
  const height = Math.min(Math.max(wanted, lowest), highest, Math.max(0, most));
  const columns = ends.map(({ top, room }) => ({
    scroll: top - height,
    extra: Math.max(0, Math.ceil(top - height - room)),
  }));
  return { height, columns };
}
