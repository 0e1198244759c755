// @ts-check
/**
 * What is drawn under a paragraph: up to three lanes of lines, and a tint that tells how many marks lie on a place.
 * Pure: spans in, runs out. Code points.
 */

/** @import { Span } from "./types.js" */

/** @typedef {Span & {style: string}} Styled */
/** @typedef {Span & {name: string}} Run - `name` is that of a highlight: `lane-0-<style>` or `tint-1` */

export const LANES = 3;
/** From how many marks on one place each tint begins. One mark has its line and needs none. */
const TINTS = [2, 3, 5];

/**
 * The runs of one paragraph, equal neighbours merged.
 *
 * Marks of one style that touch share one line, whoever made them: three people who agree give one line and a
 * tint, not three lines. Where a mark finds all three lanes taken, the tint alone tells of it.
 * @param {Styled[]} spans - inside the paragraph, in any order
 * @param {number} [most] - lanes; with one of them there is no tint either: a page to read
 * @returns {Run[]}
 */
export function runs(spans, most = LANES) {
  return most > 1 ? [...tints(spans), ...lanes(spans, most)] : lanes(spans, most);
}

/**
 * @param {Styled[]} spans
 * @param {number} most
 * @returns {Run[]}
 */
function lanes(spans, most) {
  /** @type {number[]} */
  const free = Array(most).fill(0); // the end of what stands in each lane
  const found = [];
  for (const { start, end, style } of united(spans)) {
    const unused = free.findIndex((taken) => taken <= start);
    // With all lanes taken the line begins where the first of them ends, if it reaches so far.
    const lane = unused < 0 ? free.indexOf(Math.min(...free)) : unused;
    const from = Math.max(start, free[lane]);
    if (from >= end) continue;
    free[lane] = end;
    found.push({ start: from, end, name: `lane-${lane}-${style}` });
  }
  return found;
}

/**
 * Spans of one style that overlap or touch, as one; by start, the longer first.
 * @param {Styled[]} spans
 * @returns {Styled[]}
 */
function united(spans) {
  /** @type {Map<string, Styled>} */
  const open = new Map();
  const found = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = open.get(span.style);
    if (last && span.start <= last.end) {
      last.end = Math.max(last.end, span.end);
    } else {
      const copy = { ...span };
      open.set(span.style, copy);
      found.push(copy);
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/**
 * @param {Span[]} spans
 * @returns {Run[]}
 */
function tints(spans) {
  const turns = spans.flatMap(({ start, end }) => [
    { at: start, by: 1 },
    { at: end, by: -1 },
  ]);
  turns.sort((a, b) => a.at - b.at);
  /** @type {Run[]} */
  const found = [];
  let depth = 0;
  let since = 0;
  for (const { at, by } of turns) {
    const level = TINTS.filter((least) => depth >= least).length;
    if (level && at > since) {
      const last = found.at(-1);
      if (last && last.end === since && last.name === `tint-${level}`) last.end = at;
      else found.push({ start: since, end: at, name: `tint-${level}` });
    }
    depth += by;
    since = at;
  }
  return found;
}
