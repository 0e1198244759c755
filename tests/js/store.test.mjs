import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/js/store.js";

const mark = (id, version = 1, more = {}) => ({
  id,
  version,
  layer: "claim",
  author: { id: 1 },
  note: "",
  ranges: [{ start: 0, end: 3 }],
  codes: [],
  claims: [],
  created_at: "2026-01-01",
  deleted_at: null,
  ...more,
});
const unsaved = (shown, state = "pending") => ({ shown, state, reason: "", conflict: false });
const told = (store, act) => {
  const ids = [];
  store.addEventListener("change", (event) => ids.push(...event.detail));
  act();
  return ids;
};

test("marks are listed by place, the longer first, without deleted ones", () => {
  const at = (start, end) => ({ ranges: [{ start, end }] });
  const store = new Store([mark("c", 1, at(5, 9)), mark("b", 1, at(0, 3)), mark("a", 1, at(0, 9)), mark("d", 1, { deleted_at: "x" })]);
  assert.deepEqual(store.all().map(({ shown }) => shown.id), ["a", "b", "c"]);
});

test("the highest version wins, and only what changed is told", () => {
  const store = new Store([mark("a", 3), mark("b", 1)]);
  const ids = told(store, () => store.merge([mark("a", 2, { note: "old" }), mark("b", 2, { note: "new" }), mark("c")]));
  assert.deepEqual(ids, ["b", "c"]);
  assert.equal(store.get("a").shown.note, "");
  assert.equal(store.get("b").shown.note, "new");
});

test("what is not saved is never overwritten; its server copy is renewed", () => {
  const store = new Store([mark("a", 1)]);
  store.lay("a", unsaved(mark("a", 1, { note: "mine" })));
  store.lay("b", unsaved(mark("b", 0, { note: "new" })));
  store.merge([mark("a", 2, { note: "theirs" })]);
  assert.equal(store.get("a").shown.note, "mine");
  assert.equal(store.get("a").server.note, "theirs");
  assert.equal(store.get("b").shown.note, "new", "not listed, since it is not saved yet");
  store.lay("a", null);
  store.lay("b", null);
  assert.equal(store.get("a").shown.note, "theirs");
  assert.equal(store.get("b"), undefined);
});

test("what the server no longer lists is gone", () => {
  const store = new Store([mark("a"), mark("b")]);
  assert.deepEqual(told(store, () => store.merge([mark("a")])), ["b"]);
  assert.equal(store.get("b"), undefined);
});

test("claims come without a version, and are taken over all the same", () => {
  const store = new Store([mark("a")]);
  assert.deepEqual(told(store, () => store.merge([mark("a", 1, { claims: ["x"] })])), ["a"]);
  assert.deepEqual(told(store, () => store.merge([mark("a", 1, { claims: ["x"] })])), []);
});

test("a copy that is heard live is taken by its version: new ones, newer ones, tombstones; older ones and echoes are not", () => {
  const store = new Store([mark("a", 3)]);
  const heard = (...copies) => told(store, () => copies.forEach((copy) => store.hear(copy)));
  assert.deepEqual(heard(mark("b")), ["b"]);
  assert.deepEqual(heard(mark("a", 2, { note: "old" }), mark("a", 3)), []);
  assert.deepEqual(heard(mark("a", 4, { note: "new" })), ["a"]);
  assert.equal(store.get("a").shown.note, "new");
  assert.deepEqual(heard(mark("a", 5, { deleted_at: "now" })), ["a"]);
  assert.deepEqual(heard(mark("a", 4, { note: "new" })), [], "an event that comes late brings nothing back");
  assert.deepEqual(store.all().map(({ shown }) => shown.id), ["b"]);
});

test("a copy that is heard live renews what lies under an unsaved change, and leaves the change", () => {
  const store = new Store([mark("a", 1)]);
  store.lay("a", unsaved(mark("a", 1, { note: "mine" })));
  assert.deepEqual(told(store, () => store.hear(mark("a", 2, { note: "theirs" }))), []);
  assert.equal(store.get("a").shown.note, "mine");
  assert.equal(store.get("a").state, "pending");
  assert.equal(store.get("a").server.note, "theirs");
});

test("a list that was asked for before a copy was heard is known to be old", () => {
  const store = new Store([mark("a")]);
  const asked = store.saves;
  store.hear(mark("b"));
  assert.notEqual(store.saves, asked);
});

test("what is not saved lies over the server's copy, which keeps what nobody decides here; the same is told once", () => {
  const store = new Store([mark("a", 4, { claims: ["x"] })]);
  const mine = mark("a", 1, { note: "mine" });
  assert.deepEqual(told(store, () => store.lay("a", unsaved(mine))), ["a"]);
  assert.deepEqual(told(store, () => store.lay("a", unsaved(mine))), []);
  assert.deepEqual(told(store, () => store.lay("a", unsaved(mine, "waiting"))), ["a"]);
  const { shown, state } = store.get("a");
  assert.deepEqual([shown.note, shown.version, shown.claims, state], ["mine", 4, ["x"], "waiting"]);
  assert.deepEqual(told(store, () => store.lay("b", null)), []);
});
