/** A server in memory, with a list of what it does before it answers, and a storage that several tabs share. */

import { Refused } from "../../static/js/api.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { Storage } from "../../static/js/outbox/storage.js";
import { Saver } from "../../static/js/saving.js";
import { Store } from "../../static/js/store.js";

export const ME = { id: 1, name: "Ana", initials: "A", hue: 0 };
export const draft = (note = "") => ({ layer: "claim", ranges: [{ start: 0, end: 3 }], codes: [], note, confidence: null });
export const refusal = (status, extra = {}) =>
  new Refused({ type: "/problems/x", title: "x", detail: "Said so.", status, ...extra });
export const turn = () => new Promise((done) => setTimeout(done, 4));

/** In the list of what it does: the answer gets lost after the request was carried out. */
export const LOST = "lost";

/**
 * Marks as the server keeps them, with a log of deeds to undo.
 * @param {(Error | "lost")[]} first - what happens to the first requests, one each; null: nothing
 */
export function server(first = []) {
  const rows = new Map();
  const asked = [];
  const done = [];
  /** @type {{trouble: Error | null}} what every request meets */
  const state = { trouble: null };
  const carried = (method, path, { body, version }) => {
    const [, kind, id, verb] = path.split("/");
    if (verb === "undo" && method === "GET") return { undo: done.at(-1)?.what ?? null, redo: null };
    if (verb === "undo") {
      const { what, row, before } = done.pop();
      const version = rows.get(row.id).version + 1;
      rows.set(row.id, before ? { ...before, version } : { ...rows.get(row.id), version, deleted_at: "now" });
      return { verb: what.verb, annotations: [{ ...rows.get(row.id) }], undo: null, redo: what };
    }
    const marks = kind === "revisions" || verb === "accept";
    if (!marks && kind === "suggestions") return null;
    const before = rows.get(marks ? body.id : id);
    if (!before && !marks) throw refusal(404);
    if (marks && before) return before;
    if (method === "GET") return before;
    if (["PATCH", "DELETE"].includes(method) && version === undefined) throw refusal(428);
    if (method === "DELETE" && before.deleted_at) return null;
    if (before?.deleted_at && method === "PATCH") throw refusal(409);
    if (["PATCH", "DELETE"].includes(method) && version !== before.version) throw refusal(412, { current: { ...before } });
    if (verb === "restore" && !before.deleted_at) return before;
    const row = before
      ? { ...before, ...body, version: before.version + 1, deleted_at: method === "DELETE" ? "now" : null }
      : { ...body, author: ME, mine: true, version: 1, deleted_at: null, claims: [], origin: "human" };
    rows.set(row.id, row);
    const deed = before ? { PATCH: "changed", DELETE: "deleted", POST: "restored" }[method] : "created";
    done.push({ what: { verb: `annotation.${deed}`, subject: row.id }, row, before });
    return method === "DELETE" ? null : row;
  };
  const ask = async (method, path, extra = {}) => {
    asked.push(`${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID")}`);
    await turn();
    const trouble = state.trouble ?? first.shift();
    if (trouble instanceof Error) throw trouble;
    const data = carried(method, path, extra);
    if (trouble === LOST) throw refusal(0);
    return { data: data && { ...data }, etag: null, status: 200 };
  };
  return { rows, asked, ask, done, first, state };
}

/**
 * A page of somebody, with the same storage as their other tabs.
 * @param {ReturnType<typeof server>} remote
 */
export function open(remote, { storage = new Storage(undefined), me = ME, listed = [], channel = null } = {}) {
  const store = new Store(listed);
  const outbox = new Outbox(me.id, { storage, channel });
  const saver = new Saver(store, { revision: 7, me, codebook: 1, ask: remote.ask, outbox, pause: 1 });
  const settled = async () => {
    await turn();
    while (saver.sender.running || outbox.writing.size || outbox.ops.some((op) => !op.refused && (!op.undone || op.sent))) await turn();
    await turn();
  };
  /** Wait until it has found that nothing gets through, and have it wait until it is woken. */
  const stuck = async () => {
    saver.sender.pause = saver.sender.first = 1e6;
    while (!saver.sender.trouble || saver.sender.running) await turn();
    clearTimeout(saver.sender.timer);
  };
  return { store, saver, outbox, storage, settled, stuck };
}

/** A page on a server of its own. */
export function page(first) {
  const remote = server(first);
  return { ...remote, ...open(remote), remote };
}
