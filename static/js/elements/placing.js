// @ts-check
/** Puts the composer beside the words it is about, never on them. */

/** @import { Page } from "../offsets.js" */
/** @import { Span } from "../types.js" */

import { rects } from "./overlay.js";

const DISTANCE = 14; // px: the lanes of underlines stay visible
const EDGE = 8;
const OVER = 40; // px that the box may reach over the column on either side
export const narrow = () => matchMedia("(max-width: 48rem)").matches;

/**
 * Where a box stands to some words, in px of the window; all of it is in sight, and the words as far as there is room.
 *
 * @param {object} given
 * @param {{top: number, bottom: number, first: number, last: number}} given.words - `first`: where their first line
 *   ends; `last`: where the last begins
 * @param {number} given.height - of the box
 * @param {number} given.floor - where the window's free part ends
 * @param {number} given.up - how far the page can be scrolled up
 * @param {number} given.down - how far down, not counting the box
 * @returns {{top: number, scroll: number}} `top` before the page is scrolled by `scroll`, which is positive for down
 */
export function spot({ words, height, floor, up, down }) {
  const below = words.bottom + DISTANCE;
  const above = words.top - DISTANCE - height;
  if (below + height <= floor) return { top: below, scroll: 0 };
  if (above >= EDGE) return { top: above, scroll: 0 };
  const over = below + height + EDGE - floor;
  if (over <= Math.min(down, words.last - EDGE)) return { top: below, scroll: over };
  const under = EDGE - above;
  if (under <= Math.min(up, floor - EDGE - words.first)) return { top: above, scroll: -under };
  // No side has room for all of it: it stands at the window's foot, on the words if need be.
  const scroll = Math.max(0, Math.min(over, down, words.last - EDGE));
  return { top: Math.max(EDGE, floor - EDGE - height) + scroll, scroll };
}

/**
 * @param {HTMLElement} box
 * @param {HTMLElement} host - what the box is positioned in
 * @param {Page} page
 * @param {Span[]} ranges
 */
export function put(box, host, page, ranges) {
  const found = ranges.flatMap((range) => rects(page, range)).sort((a, b) => a.top - b.top);
  if (!found.length) return;
  const [first, last] = [found[0], found[found.length - 1]];
  const { top } = first;
  const bottom = Math.max(...found.map((rect) => rect.bottom));
  box.style.left = box.style.top = "";
  if (narrow()) {
    // Docked at the bottom by the style sheet: bring the words above it.
    const room = window.innerHeight - box.offsetHeight;
    if (bottom > room - EDGE || top < 0) window.scrollBy({ top: Math.min(bottom - room + 24, top - 24) });
    return;
  }
  const origin = host.getBoundingClientRect();
  // Where it stands now it may be what makes the page so long.
  box.style.top = "0";
  const { scrollHeight } = document.documentElement;
  const foot = document.querySelector(".foot")?.getBoundingClientRect().height ?? 0;
  const spotted = spot({
    words: { top, bottom, first: first.bottom, last: last.top },
    height: box.offsetHeight,
    floor: window.innerHeight - foot,
    up: window.scrollY,
    down: Math.max(0, scrollHeight - window.innerHeight - window.scrollY),
  });
  // Within the column of the text and a little more: beside it stand the cards.
  const column = page.root.getBoundingClientRect();
  const most = column.right + OVER - box.offsetWidth;
  const x = Math.max(column.left - OVER, Math.min(first.left, most)) - origin.left;
  box.style.left = `${x}px`;
  box.style.top = `${spotted.top - origin.top}px`;
  if (spotted.scroll) window.scrollBy({ top: spotted.scroll });
}
