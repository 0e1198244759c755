// @ts-check
/** Moves the borders of a mark, by words or by characters, and adds and takes away ranges. Pure. */

/** @import { Span } from "./types.js" */
/** @import { Text } from "./offsets.js" */

/** @typedef {"start" | "end"} Edge */
/** @typedef {"word" | "character"} Unit */

/**
 * @param {Text} text
 * @param {Span[]} ranges - in order
 * @param {Edge} edge
 * @param {1 | -1} by - 1: one word, or one character, later
 * @param {{at?: number, unit?: Unit}} [how] - `at`: which range; without it the outer borders are moved
 * @returns {Span[]} the same ones when there is nothing to go to, or nothing would be left
 */
export function moved(text, ranges, edge, by, { at = edge === "start" ? 0 : ranges.length - 1, unit = "word" } = {}) {
  const { start, end } = ranges[at];
  const next = text.borderFrom(edge === "start" ? start : end, by, edge, unit);
  return next === null ? ranges : set(ranges, at, edge, next);
}

/**
 * The border nearest to a point, as a handle that is dragged finds it.
 * @param {Text} text
 * @param {Span[]} ranges
 * @param {number} at - which range
 * @param {Edge} edge
 * @param {number} point - a code point
 * @param {Unit} unit
 * @returns {Span[]}
 */
export function dragged(text, ranges, at, edge, point, unit) {
  const nearest = text.nearestBorder(point, edge, unit);
  return nearest === null ? ranges : set(ranges, at, edge, nearest);
}

/**
 * @param {Span[]} ranges
 * @param {number} at
 * @param {Edge} edge
 * @param {number} point
 */
function set(ranges, at, edge, point) {
  const span = { start: ranges[at].start, end: ranges[at].end, [edge]: point };
  if (span.start >= span.end || overlaps(span, ranges, at)) return ranges;
  return ranges.map((range, index) => (index === at ? span : range));
}

/**
 * @param {Span} span
 * @param {Span[]} ranges
 * @param {number} but - index that is not looked at
 */
const overlaps = (span, ranges, but) =>
  ranges.some((other, index) => index !== but && span.start < other.end && other.start < span.end);

/**
 * The ranges with one more, in order.
 * @param {Span[]} ranges
 * @param {Span} span
 * @returns {Span[] | null} null when it overlaps one of them
 */
export const added = (ranges, span) =>
  overlaps(span, ranges, -1) ? null : [...ranges, span].sort((a, b) => a.start - b.start);
