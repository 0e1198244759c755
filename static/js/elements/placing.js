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
 * @param {HTMLElement} box
 * @param {HTMLElement} host - what the box is positioned in
 * @param {Page} page
 * @param {Span[]} ranges
 */
export function put(box, host, page, ranges) {
  const found = ranges.flatMap((range) => rects(page, range));
  if (!found.length) return;
  const top = Math.min(...found.map((rect) => rect.top));
  const bottom = Math.max(...found.map((rect) => rect.bottom));
  if (narrow()) {
    // Docked at the bottom by the style sheet: bring the words above it.
    box.style.left = box.style.top = "";
    const room = window.innerHeight - box.offsetHeight;
    if (bottom > room - EDGE || top < 0) window.scrollBy({ top: Math.min(bottom - room + 24, top - 24) });
    return;
  }
  const origin = host.getBoundingClientRect();
  const bar = document.querySelector(".bar")?.getBoundingClientRect().height ?? 0;
  const floor = window.innerHeight - bar;
  const below = bottom + DISTANCE;
  const above = top - DISTANCE - box.offsetHeight;
  const y = below + box.offsetHeight <= floor || above < EDGE ? below : above;
  const first = found.reduce((a, b) => (b.top < a.top ? b : a));
  // Within the column of the text and a little more: beside it stand the cards.
  const column = page.root.getBoundingClientRect();
  const most = column.right + OVER - box.offsetWidth;
  const x = Math.max(column.left - OVER, Math.min(first.left, most)) - origin.left;
  box.style.left = `${x}px`;
  box.style.top = `${y - origin.top}px`;
  const over = y + box.offsetHeight - floor;
  // Neither side has room for all of it: show as much as leaves the words in sight.
  if (over > 0) window.scrollBy({ top: Math.min(over + EDGE, Math.max(0, top - EDGE * 2)) });
}
