// @ts-check
/** A passage in its context, narrowed and widened by words. Pure; `start` in code points. */

/** @typedef {{before: string, quote: string, after: string, start: number}} Passage */

/** @param {Passage} given */
export const whole = ({ before, quote, after, start }) => ({ before, quote, after, start });

/**
 * Move one end by one word: `by` 1 forward, -1 back. What would be empty, or beyond what is shown, stays.
 * @param {Passage} passage
 * @param {"start" | "end"} end
 * @param {number} by
 * @returns {Passage}
 */
export function narrowed(passage, end, by) {
  const { before, quote, after, start } = passage;
  if (end === "start" && by > 0) {
    const [cut] = /^\S+\s+/u.exec(quote) ?? [""];
    const rest = quote.slice(cut.length);
    return cut && rest ? { before: before + cut, quote: rest, after, start: start + length(cut) } : passage;
  }
  if (end === "start") {
    const [more] = /\S+\s*$/u.exec(before) ?? [""];
    return { before: before.slice(0, before.length - more.length), quote: more + quote, after, start: start - length(more) };
  }
  if (by > 0) {
    const [more] = /^\s*\S+/u.exec(after) ?? [""];
    return { before, quote: quote + more, after: after.slice(more.length), start };
  }
  const [cut] = /\s+\S+$/u.exec(quote) ?? [""];
  const rest = quote.slice(0, quote.length - cut.length);
  return cut && rest ? { before, quote: rest, after: cut + after, start } : passage;
}

const length = (/** @type {string} */ text) => [...text].length;
