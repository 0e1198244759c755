// @ts-check
/** Puts highlights on claims, takes them off, moves them from one to another; each can be taken back. */

/** @import { Sheet } from "./sheet.js" */

import { request, uuid } from "../api.js";
import { pick } from "../elements/claims.js";
import { shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

const QUOTE = 60; // characters of a passage in a sentence about it

/** @typedef {{annotation: string, text: string}} Marked */

/**
 * @param {string} claim
 * @param {string} annotation
 */
const on = (claim, annotation) => request("POST", `/claims/${claim}/mentions/`, { body: { annotation } });

/**
 * @param {string} claim
 * @param {string} annotation
 */
const off = (claim, annotation) => request("DELETE", `/claims/${claim}/mentions/${annotation}/`);

/**
 * @param {Sheet} sheet
 * @param {string} claim
 * @param {Marked} mark
 * @param {string | null} [from] - the claim that it is taken off
 */
export function put(sheet, claim, { annotation, text }, from = null) {
  if (claim === from) return Promise.resolve(false);
  const wording = sheet.cells.row(claim)?.wording ?? "";
  return sheet.act(
    say(told.placed, { wording, quote: shorten(text, QUOTE) }),
    async () => {
      await on(claim, annotation);
      if (from) await off(from, annotation);
    },
    async () => {
      if (from) await on(from, annotation);
      await off(claim, annotation);
    },
  );
}

/**
 * @param {Sheet} sheet
 * @param {string} claim
 * @param {Marked} mark
 */
export const takeOff = (sheet, claim, { annotation, text }) =>
  sheet.act(say(told.tookOff, { quote: shorten(text, QUOTE) }), () => off(claim, annotation), () => on(claim, annotation));

/**
 * Ask for a claim, an old or a new one, and put the mark there.
 * @param {Sheet} sheet
 * @param {string | null} from - the claim that it is on
 * @param {Marked} mark
 */
export async function elsewhere(sheet, from, mark) {
  const { story } = sheet.data;
  const claims = sheet.cells.rows.map(({ id, wording, version }, position) => ({ id, wording, version, position, story }));
  const choice = await pick({ claims, taken: from ? [from] : [], quote: mark.text });
  if (!choice) return false;
  if (choice.claim) return put(sheet, choice.claim, mark, from);
  const id = uuid();
  const wording = choice.wording ?? "";
  let made = false;
  return sheet.act(
    say(told.placed, { wording, quote: shorten(mark.text, QUOTE) }),
    async () => {
      if (made) await request("POST", `/claims/${id}/restore/`);
      else await request("POST", `/stories/${story}/claims/`, { body: { id, wording, annotation: mark.annotation } });
      made = true;
      if (from) await off(from, mark.annotation);
    },
    async () => {
      if (from) await on(from, mark.annotation);
      await request("DELETE", `/claims/${id}/`);
    },
  );
}
