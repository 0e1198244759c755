// @ts-check
/** Columns that scroll together: where the others go when one is scrolled. The first two functions are pure. */

/** @import { Passages } from "./passages.js" */

/** @typedef {[number, number]} Anchor - heights in two columns' contents at which both tell the same */

const LINE = 0.3; // of a column's height: what is read stands about there

/**
 * The anchors that keep one order in both columns, as many as possible: the others would throw one back and forth.
 * @param {Anchor[]} anchors
 * @returns {Anchor[]} rising in both
 */
export function chain(anchors) {
  const sorted = [...anchors].sort(([a, x], [b, y]) => a - b || x - y);
  /** @type {{count: number, before: number}[]} */
  const best = [];
  for (const [at, [from, to]] of sorted.entries()) {
    best[at] = { count: 1, before: -1 };
    for (let before = 0; before < at; before += 1) {
      const rises = sorted[before][0] < from && sorted[before][1] < to;
      if (rises && best[before].count >= best[at].count) best[at] = { count: best[before].count + 1, before };
    }
  }
  let last = best.reduce((found, { count }, at) => (found < 0 || count > best[found].count ? at : found), -1);
  const kept = [];
  for (; last >= 0; last = best[last].before) kept.unshift(sorted[last]);
  return kept;
}

/**
 * The height in the other column that answers to one in this: between two anchors in proportion.
 * @param {Anchor[]} kept - from `chain`, with the beginnings and ends of both contents around it
 * @param {number} height
 */
export function answer(kept, height) {
  const next = kept.findIndex(([from]) => from > height);
  if (next === 0) return kept[0][1];
  if (next < 0) return kept[kept.length - 1][1];
  const [[a, x], [b, y]] = [kept[next - 1], kept[next]];
  return x + ((height - a) / (b - a)) * (y - x);
}

export class Together {
  on = false;
  /** @type {(number | null)[]} - where this put a column: its scroll event is no reader's */
  #put = [];

  /**
   * @param {HTMLElement[]} columns
   * @param {Passages} passages
   */
  constructor(columns, passages) {
    this.columns = columns;
    this.passages = passages;
    for (const [at, column] of columns.entries()) {
      column.addEventListener("scroll", () => this.#scrolled(at), { passive: true });
    }
  }

  /** @param {number} at */
  #scrolled(at) {
    const put = this.#put[at];
    this.#put[at] = null;
    if (!this.on || (put !== null && put !== undefined && Math.abs(put - this.columns[at].scrollTop) < 2)) return;
    const column = this.columns[at];
    const line = column.clientHeight * LINE;
    const read = reading(column, line);
    for (const [to, each] of this.columns.entries()) {
      if (to === at) continue;
      const wanted = answer([[0, 0], ...chain(this.#anchors(at, to)), [column.scrollHeight, each.scrollHeight]], read);
      const scroll = Math.round(Math.max(0, Math.min(wanted - each.clientHeight * LINE, each.scrollHeight - each.clientHeight)));
      if (Math.abs(each.scrollTop - scroll) < 1) continue;
      this.#put[to] = scroll;
      each.scrollTop = scroll;
    }
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Anchor[]}
   */
  #anchors(from, to) {
    const [low, high] = from < to ? [from, to] : [to, from];
    return this.passages.all
      .filter(({ left, right }) => left === low && right === high)
      .map(({ ends }) => (from < to ? [ends[0].offsetTop, ends[1].offsetTop] : [ends[1].offsetTop, ends[0].offsetTop]));
  }
}

/**
 * The height that is being read: at the beginning the first line, at the end the last, in between a third down.
 * @param {HTMLElement} column
 * @param {number} line
 */
function reading({ scrollTop, scrollHeight, clientHeight }, line) {
  const room = scrollHeight - clientHeight;
  if (scrollTop <= 0) return 0;
  return scrollTop >= room - 1 ? scrollHeight : scrollTop + line;
}
