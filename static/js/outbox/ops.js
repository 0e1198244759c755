// @ts-check
/** What a person did and the server may not know yet: what it shows, how it is sent, how it is taken back. No DOM. */

/** @import { Annotation, Answer, Draft, Span } from "../types.js" */

import { Refused, request } from "../api.js";
import { words } from "../strings.js";

/**
 * @typedef {object} Op
 * @property {string} key - UUID
 * @property {number} user - whose it is; nobody else sees or sends it
 * @property {number} revision
 * @property {number} at - ms; the order in which it was done
 * @property {"create" | "change" | "delete" | "restore" | "accept" | "reject"} kind
 * @property {string} thing - the id of the annotation, or `suggestion:5`
 * @property {number} [suggestion]
 * @property {Annotation | null} before - as it was shown before; null when there was none
 * @property {Annotation | null} shown - as it is shown with it; null for a rejection
 * @property {number | null} seen - the version that the person looked at; null: what the op before this one makes
 * @property {boolean} sent - the server may have received it
 * @property {boolean} undone - taken back before its arrival was known
 * @property {boolean} [forget] - and not to be done again
 * @property {{status: number, reason: string, current: Annotation | null} | null} refused - for good
 */

/** @typedef {typeof request} Ask */
/** @typedef {{shown: Annotation, state: "pending" | "waiting" | "failed", reason: string, conflict: boolean}} Unsaved */

/**
 * What is to be shown of one annotation over the server's copy.
 * @param {Op[]} ops - of this annotation, oldest first
 * @param {string} trouble - why nothing gets through at the moment
 * @returns {Unsaved | null} null: the server's copy is it
 */
export function overlay(ops, trouble) {
  const live = ops.filter(({ undone }) => !undone);
  const back = ops.find(({ undone, sent }) => undone && sent);
  const gone = (/** @type {Op} */ { shown, at }) => shown && { ...shown, deleted_at: new Date(at).toISOString() };
  const shown = live.at(-1)?.shown ?? (back && (back.before ?? gone(back)));
  if (!shown) return null;
  const refused = live.find((op) => op.refused)?.refused;
  if (refused) return { shown, state: "failed", reason: refused.reason, conflict: Boolean(refused.current) };
  return { shown, state: trouble ? "waiting" : "pending", reason: trouble, conflict: false };
}

/**
 * Whether it still has to go to the server.
 * @param {Op | null} op
 * @returns {op is Op}
 */
export const due = (op) => op !== null && !op.refused && (op.undone ? op.sent : true);

/**
 * Send it. Sent again after an answer got lost, it changes nothing and gives the same.
 * @param {Op} op
 * @param {Ask} ask
 * @returns {Promise<Annotation | null>} the server's copy after it
 * @throws {Refused} with `current` when somebody changed or deleted it first
 */
export async function send(op, ask) {
  const { kind, thing, before, shown, suggestion } = op;
  const address = `/annotations/${thing}/`;
  if (kind === "reject" || !shown) {
    await ask("POST", `/suggestions/${suggestion}/reject/`);
    return null;
  }
  const body = { id: thing, ...draftOf(shown) };
  if (kind === "create") return (await ask("POST", `/revisions/${op.revision}/annotations/`, { body })).data;
  if (kind === "accept") return (await ask("POST", `/suggestions/${suggestion}/accept/`, { body })).data;
  if (kind === "restore") return (await ask("POST", `${address}restore/`)).data;
  let version = op.seen ?? undefined;
  if (version === undefined) {
    // What it builds on was settled where nobody could tell it the version.
    const { data } = await ask("GET", address);
    if (same(data, shown)) return data;
    if (!before || !same(data, before)) throw new Refused({ type: "", title: words.failed, status: 412, current: data });
    version = /** @type {number} */ (data.version);
  }
  if (kind === "delete") {
    await ask("DELETE", address, { version });
    return { ...shown, version: version + 1 };
  }
  try {
    return (await ask("PATCH", address, { body: draftOf(shown), version })).data;
  } catch (error) {
    if (!(error instanceof Refused) || (error.status !== 412 && error.status !== 409)) throw error;
    /** @type {Annotation} */
    const current = error.problem.current ?? (await ask("GET", address)).data;
    // It came through the first time, and only the answer got lost.
    if (same(current, shown)) return current;
    error.problem.current = current;
    throw error;
  }
}

/**
 * Take back what may have been received: look, and only where it was, undo it.
 * @param {Op} op
 * @param {Ask} ask
 * @returns {Promise<Annotation | null>} the server's copy after it; null when it has none
 */
export async function takeBack(op, ask) {
  const { kind, thing, before, shown, suggestion } = op;
  const address = `/annotations/${thing}/`;
  const there = kind === "reject" ? null : await found(thing, ask);
  const arrived = {
    create: there && !there.deleted_at,
    accept: there && !there.deleted_at,
    restore: there && !there.deleted_at,
    change: there && shown && same(there, shown),
    delete: there?.deleted_at,
    reject: true,
  }[kind];
  if (!arrived) return there;
  const { data: next } = await ask("GET", `/revisions/${op.revision}/undo/`);
  if ([thing, String(suggestion)].includes(String(next.undo?.subject))) {
    const { data } = await ask("POST", `/revisions/${op.revision}/undo/`, { body: {} });
    return data.annotations.find((/** @type {Annotation} */ { id }) => id === thing) ?? there;
  }
  // Something else came after it: the opposite is a deed of its own then.
  if (suggestion !== undefined) await ask("DELETE", `/suggestions/${suggestion}/answer/`);
  else if (kind === "delete") await ask("POST", `${address}restore/`);
  else if (kind === "change" && before) await ask("PATCH", address, { body: draftOf(before), version: there?.version });
  else await ask("DELETE", address, { version: there?.version });
  return there && found(thing, ask);
}

/**
 * @param {string} id
 * @param {Ask} ask
 * @returns {Promise<Annotation | null>}
 */
async function found(id, ask) {
  try {
    return (await ask("GET", `/annotations/${id}/`)).data;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

/**
 * What a person decides about an annotation; the rest the server knows better.
 * @param {Annotation} annotation
 * @returns {Draft}
 */
export const draftOf = ({ layer, ranges, codes, note, confidence }) => ({
  layer,
  ranges: ranges.map(({ start, end }) => ({ start, end })),
  codes: codes.map((each) => ({ ...each })),
  note,
  confidence,
});

/**
 * Whether two copies say the same.
 * @param {Annotation} one
 * @param {Annotation} other
 */
export const same = (one, other) =>
  !one.deleted_at === !other.deleted_at &&
  one.layer === other.layer &&
  one.note.trim() === other.note.trim() &&
  (one.confidence ?? null) === (other.confidence ?? null) &&
  places(one.ranges) === places(other.ranges) &&
  answers(one.codes) === answers(other.codes);

/** @param {Span[]} ranges */
export const places = (ranges) => ranges.map(({ start, end }) => `${start}-${end}`).join();

/** @param {Answer[]} codes */
export const answers = (codes) =>
  codes.map(({ dimension, code = "", words = "" }) => `${dimension}\n${code}\n${words.trim()}`).sort().join("\n\n");
