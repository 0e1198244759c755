// @ts-check
/** The past of a mark as sentences; pure, so that they can be tested. */

/** @import { Person } from "../types.js" */

import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * @typedef {object} Changed - one thing that an event changed
 * @property {"layer" | "codes" | "ranges" | "note" | "confidence" | "codebook" | "claim"} field
 * @property {string} label
 * @property {string} old
 * @property {string} new
 * @property {[string, string][] | null} parts - of a note: "=", "-" or "+", and the words
 *
 * @typedef {object} PastEvent
 * @property {number} seq
 * @property {string} at
 * @property {Person | null} actor
 * @property {string} verb
 * @property {number | null} undoes
 * @property {string | null} batch
 * @property {Changed[]} changes
 */

/**
 * What somebody did, as one sentence; a single change is told in it.
 * @param {PastEvent} event
 * @param {number} me - the reader's id
 */
export function sentence({ actor, verb, undoes, batch }, me) {
  const who = actor ? (actor.id === me ? told.you : actor.name) : told.program;
  const did = say(told.verbs[verb] ?? told.verbs["annotation.changed"], { who });
  return [did, undoes ? told.undid : "", batch && !undoes ? told.among : ""].filter(Boolean).join(" ");
}

/** @param {Changed} change */
export function line(change) {
  const what = change.label || { ranges: told.quote, note: told.note, layer: told.layer, confidence: told.confidence, codebook: told.codebook, claim: told.claim, codes: "" }[change.field];
  const kind = change.old ? (change.new ? told.changed : told.taken) : told.given;
  return say(kind, { what, old: change.old, new: change.new });
}

/** Whether a change is better shown as old and new below each other than in a sentence. */
export const isLong = (/** @type {Changed} */ { field, old, new: now }) => (field === "ranges" || field === "note") && Boolean(old && now);

/** Whether a change is worth a line: under which codebook a mark was made only says something when that changes. */
export const isTold = (/** @type {Changed} */ { field, old }) => field !== "codebook" || Boolean(old);
