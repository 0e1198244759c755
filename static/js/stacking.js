// @ts-check
/** Where margin cards stand: each at its line, none on another, the active one exactly at its line. Pure; pixels. */

/** @typedef {{wanted: number, height: number}} Box */

/**
 * @param {Box[]} boxes - by `wanted`
 * @param {number} active - index of the box that gets its place whatever the others want; -1 for none
 * @param {number} gap - least distance between two
 * @returns {number[]} the top of each
 */
export function stack(boxes, active, gap) {
  const tops = boxes.map(({ wanted }) => wanted);
  const from = active < 0 ? 0 : active;
  for (let at = from + 1; at < boxes.length; at += 1) {
    tops[at] = Math.max(tops[at], tops[at - 1] + boxes[at - 1].height + gap);
  }
  // Above the active one places are given first from the top; only what would reach into it is pushed up.
  for (let at = 1; at < from; at += 1) {
    tops[at] = Math.max(tops[at], tops[at - 1] + boxes[at - 1].height + gap);
  }
  for (let at = from - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at], tops[at + 1] - boxes[at].height - gap);
  }
  return tops;
}

/**
 * Groups of neighbours whose lines are the same.
 * @template {{wanted: number}} T
 * @param {T[]} items - by `wanted`
 * @param {number} line - height of a line: what lies closer than half of it is on one line
 * @returns {T[][]}
 */
export function byLine(items, line) {
  /** @type {T[][]} */
  const groups = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && item.wanted - last[0].wanted < line / 2) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

/**
 * Which cards of a line are shown when it may show so many. One that would be hidden alone is shown as well: the line
 * that says "1 more" would take as much room; where none may be shown it is a brief one.
 * @template T
 * @param {T[]} cards
 * @param {number} limit
 * @param {(card: T) => boolean} stays - whatever the limit
 * @returns {{shown: T[], hidden: T[], brief: T | null}}
 */
export function folded(cards, limit, stays) {
  const away = new Set(cards.filter((card, at) => at >= limit && !stays(card)));
  const [lone] = away.size === 1 ? away : [];
  if (lone !== undefined) away.clear();
  return { shown: cards.filter((card) => !away.has(card)), hidden: [...away], brief: limit === 0 ? (lone ?? null) : null };
}

/**
 * How many cards a line may show so that all fit beside the text: as many as there is room for, at most three.
 * @param {number[]} sizes - cards of each line
 * @param {{room: number, card: number, more: number}} heights - in pixels: all of it, a card, the line that says how many more
 * @returns {number} 3, 2, 1, or 0: only the line that says how many
 */
export function cardsPerLine(sizes, { room, card, more }) {
  for (const limit of [3, 2, 1]) {
    const needed = sizes.reduce(
      (sum, size) => sum + Math.min(size, limit) * card + (size > limit ? more : 0),
      0,
    );
    if (needed <= room) return limit;
  }
  return 0;
}
