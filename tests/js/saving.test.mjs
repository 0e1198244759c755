import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/api.js";
import { Saver } from "../../static/js/saving.js";
import { Store } from "../../static/js/store.js";

const ME = { id: 1, name: "Ana", initials: "A", hue: 0 };
const draft = (note = "") => ({ layer: "claim", ranges: [{ start: 0, end: 3 }], codes: [], note });
const refusal = (status, extra = {}) =>
  new Refused({ type: "/problems/x", title: "x", detail: "Said so.", status, ...extra });
const turn = () => new Promise((done) => setTimeout(done, 5));

/** A server in memory, with a list of refusals that it gives first. */
function server(refusals = []) {
  const rows = new Map();
  const asked = [];
  const request = async (method, path, { body, version } = {}) => {
    asked.push(`${method} ${path.replace(/[0-9a-f-]{36}/, "ID")}`);
    await turn();
    const refused = refusals.shift();
    if (refused) throw refused;
    if (path.startsWith("/revisions/")) {
      if (!rows.has(body.id)) rows.set(body.id, { ...body, author: ME, mine: true, version: 1, deleted_at: null, claims: [] });
      return { data: { ...rows.get(body.id) } };
    }
    const row = rows.get(path.split("/")[2]);
    if (method !== "POST" && version !== row.version) throw refusal(412, { current: { ...row } });
    Object.assign(row, body, { version: row.version + 1 });
    if (method === "DELETE") row.deleted_at = "now";
    if (path.endsWith("/restore/")) row.deleted_at = null;
    return { data: method === "DELETE" ? null : { ...row } };
  };
  return { rows, asked, request };
}

function workspace(refusals) {
  const store = new Store([]);
  const remote = server(refusals);
  const saver = new Saver(store, { revision: 7, me: ME, codebook: 1, request: remote.request, pause: 1 });
  return { store, saver, ...remote };
}

test("a mark is shown at once and saved after", async () => {
  const { store, saver, rows } = workspace();
  const { id, done } = saver.create(draft());
  assert.equal(store.get(id).state, "pending");
  assert.equal(await done, true);
  assert.equal(store.get(id).state, undefined);
  assert.equal(store.get(id).shown.version, 1);
  assert.equal(rows.size, 1);
});

test("a server that is away is asked again until it is back; the mark waits in sight, and is there once", async () => {
  const { store, saver, rows, asked } = workspace([refusal(0), refusal(503), refusal(429)]);
  const seen = [];
  store.addEventListener("change", () => seen.push([...store.entries.values()][0]?.state));
  const { done } = saver.create(draft());
  assert.equal(await done, true);
  assert.ok(seen.includes("failed"));
  assert.equal(asked.length, 4);
  assert.equal(rows.size, 1);
});

test("what the server refuses stays in sight with its reason, until it is sent again or given up", async () => {
  const { store, saver } = workspace([refusal(422)]);
  const { id, done } = saver.create(draft());
  assert.equal(await done, false);
  assert.equal(store.get(id).state, "failed");
  assert.equal(store.get(id).reason, "Said so.");
  saver.retry(id);
  await turn();
  await turn();
  assert.equal(store.get(id).state, undefined);

  const other = workspace([refusal(422)]);
  const refused = other.saver.create(draft());
  await refused.done;
  other.saver.discard(refused.id);
  assert.equal(other.store.get(refused.id), undefined);
});

test("a change made before the first save arrived is sent after it, over its version", async () => {
  const { store, saver, rows, asked } = workspace();
  const { id } = saver.create(draft("one"));
  const second = saver.change(id, draft("two"));
  const third = saver.change(id, draft("three"));
  assert.equal(store.get(id).shown.note, "three");
  await second;
  assert.equal(store.get(id).shown.note, "three", "an older answer does not undo what is shown");
  assert.equal(await third, true);
  assert.equal(rows.get(id).note, "three");
  assert.deepEqual(asked.map((each) => each.split(" ")[0]), ["POST", "PATCH", "PATCH"]);
});

test("a change over a version that is no longer the newest is a conflict: both copies are kept", async () => {
  const { store, saver, rows } = workspace();
  const { id, done } = saver.create(draft("one"));
  await done;
  Object.assign(rows.get(id), { note: "theirs", version: 2 });
  let met;
  saver.addEventListener("conflict", (event) => (met = event.detail));
  assert.equal(await saver.change(id, draft("mine"), 1), false);
  assert.equal(met.current.note, "theirs");
  assert.equal(store.get(id).shown.note, "mine");
  assert.equal(store.get(id).server.note, "theirs");
  assert.equal(rows.get(id).note, "theirs", "nothing was overwritten");
  assert.equal(await saver.change(id, draft("mine"), met.current.version), true);
  assert.equal(rows.get(id).note, "mine");
});

test("a deletion can be taken back, also of a mark that never got to the server", async () => {
  const { store, saver, rows } = workspace();
  const { id, done } = saver.create(draft());
  await done;
  await saver.remove(id);
  assert.equal(store.all().length, 0);
  await saver.restore(id);
  assert.equal(store.all().length, 1);
  assert.equal(rows.get(id).deleted_at, null);

  const away = workspace([refusal(422)]);
  const never = away.saver.create(draft());
  await never.done;
  await away.saver.remove(never.id);
  assert.equal(await away.saver.restore(never.id), true);
  assert.equal(away.rows.size, 1);
});
