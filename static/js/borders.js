// @ts-check
/** Moves a border of an annotation word by word. Pure. */

/** @import { Span } from "./types.js" */
/** @import { Text } from "./offsets.js" */

/**
 * @param {Text} text
 * @param {Span[]} ranges - in order; the first one's start and the last one's end can be moved
 * @param {"start" | "end"} edge
 * @param {1 | -1} by - 1: one word later
 * @returns {Span[]} the same ones when there is no word to go to, or none would be left
 */
export function moved(text, ranges, edge, by) {
  const at = edge === "start" ? 0 : ranges.length - 1;
  const { start, end } = ranges[at];
  const next = edge === "start" ? startFrom(text, start, by) : endFrom(text, end, by);
  const span = next === null ? null : edge === "start" ? { start: next, end } : { start, end: next };
  if (!span || span.start >= span.end || overlaps(span, ranges, at)) return ranges;
  return ranges.map((range, index) => (index === at ? span : range));
}

/**
 * @param {Text} text
 * @param {number} start
 * @param {1 | -1} by
 */
const startFrom = (text, start, by) => text.wordFrom(by < 0 ? start : start + 1, by)?.start ?? null;

/**
 * @param {Text} text
 * @param {number} end
 * @param {1 | -1} by
 */
const endFrom = (text, end, by) => text.wordFrom(by < 0 ? end - 1 : end, by)?.end ?? null;

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
