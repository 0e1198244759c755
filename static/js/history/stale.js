// @ts-check
/** Says in the bar how many marks of this text do not fit the newest codebook. Loaded when one is of an older one. */

import { request, Refused } from "../api.js";
import { h } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * @param {HTMLElement} next - in the bar; the notice goes before it
 * @param {{project: number, revision: number}} of
 */
export async function notice(next, { project, revision }) {
  let found;
  try {
    found = await request("GET", `/projects/${project}/codebook/stale/?revision=${revision}`);
  } catch (error) {
    if (error instanceof Refused) return; // nothing depends on it
    throw error;
  }
  // One mark may be affected by several changes: at least so many are, and no number is told that is too high.
  const count = Math.max(0, ...found.data.changes.map((/** @type {{count: number}} */ each) => each.count));
  if (!count) return;
  const words = count === 1 ? told.staleOne : say(told.staleMany, { count });
  const why = count === 1 ? told.staleWhyOne : told.staleWhyMany;
  next.before(h("a", { class: "button button-small", href: `/projects/${project}/codebook/stale/`, title: why }, words));
}
