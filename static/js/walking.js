// @ts-check
/** Going from mark to mark, and bringing words into sight. */

/** @import { Entry } from "./store.js" */
/** @import { Span } from "./types.js" */
/** @import { Workspace } from "./workspace.js" */

import { shorten } from "./elements/dom.js";
import { announce } from "./elements/notices.js";
import { rects } from "./elements/overlay.js";
import { told } from "./filtering/words.js";
import { say, words } from "./strings.js";

/** Whether the open card stands at the foot of the window, not beside the text. */
export const docked = () => matchMedia("(max-width: 64rem)").matches;

/**
 * The next or previous annotation, from the active one or from the top of what is in sight.
 * @param {Workspace} work
 * @param {1 | -1} by
 */
export function step(work, by) {
  const { shown } = work;
  if (!shown.length) {
    announce(words.noMarks);
    return;
  }
  const here = shown.findIndex(({ shown: { id } }) => id === work.active);
  const from = work.firstInSight();
  const first = shown.findIndex(({ shown: { ranges } }) => (ranges[0]?.start ?? 0) >= from);
  go(work, shown[here < 0 ? Math.max(0, first) : (here + by + shown.length) % shown.length]);
}

/**
 * The next shown mark that waits for somebody.
 * @param {Workspace} work
 */
export function settle(work) {
  const next = work.finding.unsettled(work.active, work.firstInSight());
  if (next) go(work, next);
  else announce(told.nothingUnsettled);
}

/**
 * The next or previous place where marks crowd, of those that the filters let pass: what the map shows to the eye.
 * @param {Workspace} work
 * @param {1 | -1} by
 * @param {number} from - a code point
 */
export async function crowd(work, by, from) {
  const { crowds } = await import("./minimap/densities.js");
  const found = crowds(work.shown.map(({ shown: { ranges } }) => ranges), work.page.end);
  const place = by > 0 ? found.find(({ point }) => point > from) : [...found].reverse().find(({ point, end }) => end <= from && point < from);
  if (!place) announce(found.length ? words.denseNone : words.noMarks);
  return place ?? null;
}

/**
 * @param {Workspace} work
 * @param {Entry} entry
 */
function go(work, entry) {
  const { shown } = entry;
  work.activate(shown.id, { scroll: true });
  const codes = work.book.answers(shown).flatMap(({ codes: given }) => given.map(({ label }) => label));
  announce(
    say(words.atMark, {
      layer: work.book.layer(shown.layer).label,
      who: shown.mine ? words.byYou : shown.author.name,
      place: work.shown.indexOf(entry) + 1,
      count: work.shown.length,
      quote: shorten(work.quote(shown), 120),
      codes: [...codes, shown.note].filter(Boolean).join(", "),
    }),
  );
}

/**
 * Bring words into sight.
 * @param {Workspace} work
 * @param {Span[]} ranges
 * @param {boolean} [always] - scroll even when they are
 */
export function bring(work, ranges, always = false) {
  const found = ranges.flatMap((range) => rects(work.page, range));
  if (!found.length) return;
  const top = Math.min(...found.map((rect) => rect.top));
  const bottom = Math.max(...found.map((rect) => rect.bottom));
  // On a narrow page the open card takes the lower half: the words, and what opens below them, go above it.
  const low = docked() && (work.active || work.margin.guest);
  const [floor, wanted] = low ? [innerHeight * 0.35, innerHeight * 0.15] : [innerHeight - 100, innerHeight / 3];
  if (always || top < 60 || bottom > floor) window.scrollBy({ top: top - wanted });
}
