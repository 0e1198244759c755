import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/api.js";
import { Saver } from "../../static/js/saving.js";
import { Store } from "../../static/js/store.js";
import { Decisions, draftOf } from "../../static/js/suggesting/deciding.js";
import { Suggestions } from "../../static/js/suggesting/list.js";
import { Undo } from "../../static/js/undo.js";

const ME = { id: 1, name: "Ana", initials: "A", hue: 0 };
const suggestion = (id, start, end, layer = "cue") => ({
  id,
  start,
  end,
  layer,
  codes: [{ dimension: "class", code: "hedge" }],
  quote: "may",
  entry: "may",
  explanation: "Why.",
});
const three = () => [suggestion(1, 0, 20, "attribution"), suggestion(2, 4, 7), suggestion(3, 30, 33)];
const ids = (found) => found.map(({ id }) => id);
const turn = () => new Promise((done) => setTimeout(done, 8));

// -- the list

test("one goes from each to the next open one, round the ends, also from one that was answered", () => {
  const list = new Suggestions(three());
  assert.equal(list.step(1, 5).id, 3, "the first at or behind what is in sight");
  assert.equal(list.step(1, 99).id, 1, "else the first of all");
  list.active = 2;
  list.answer(2, null);
  assert.equal(list.step(1, 0).id, 3);
  assert.equal(list.step(-1, 0).id, 1);
  list.active = 3;
  assert.equal(list.step(1, 0).id, 1);
  list.active = 1;
  assert.equal(list.step(-1, 0).id, 3);
  list.answer(1, null);
  list.answer(3, null);
  assert.equal(list.step(1, 0), undefined);
});

test("at a place the shortest comes first; hidden ones and those of other layers are not there", () => {
  const list = new Suggestions(three());
  assert.deepEqual(ids(list.at(5)), [2, 1]);
  assert.deepEqual(ids(list.at(7)), [1]);
  list.only(new Set(["cue"]));
  assert.deepEqual(ids(list.at(5)), [2]);
  list.hide(true);
  assert.deepEqual([list.at(5), list.open, ids(list.waiting)], [[], [], [2, 3]]);
});

test("every change is told", () => {
  const list = new Suggestions(three());
  let told = 0;
  list.addEventListener("change", () => (told += 1));
  list.answer(1, null);
  list.reopen(1);
  list.reopen(1);
  list.hide(true);
  list.take([]);
  assert.equal(told, 4);
});

// -- decisions

function desk(refusals = []) {
  const asked = [];
  const rows = new Map();
  const request = async (method, path, { body } = {}) => {
    asked.push(`${method} ${path}`);
    await turn();
    const refused = refusals.shift();
    if (refused) throw refused;
    if (!path.endsWith("/accept/")) return { data: null };
    if (!rows.has(body.id)) rows.set(body.id, { ...body, author: ME, version: 1, claims: [] });
    return { data: { ...rows.get(body.id), deleted_at: null } };
  };
  const store = new Store([]);
  const saver = new Saver(store, { revision: 7, me: ME, codebook: 1, request, pause: 1 });
  const list = new Suggestions(three());
  const undoing = new Undo();
  const told = [];
  const decisions = new Decisions({ list, saver, undoing, onRefused: (reason) => told.push(reason), request, pause: 1 });
  const settled = async () => {
    await Promise.all([...saver.queues.values(), ...decisions.queues.values()]);
    await turn();
  };
  return { asked, rows, store, saver, list, undoing, decisions, told, settled };
}
const refusal = (status) => new Refused({ type: "/problems/x", title: "x", detail: "Said so.", status });

test("an accepted suggestion is a mark at once, and no longer open", async () => {
  const { asked, store, list, decisions, rows, settled } = desk();
  const mark = decisions.accept(list.get(2));
  assert.deepEqual(ids(list.open), [1, 3]);
  assert.equal(store.get(mark).state, "pending");
  assert.equal(store.get(mark).shown.origin, "suggestion");
  await settled();
  assert.deepEqual(asked, ["POST /suggestions/2/accept/"]);
  assert.deepEqual(rows.get(mark).ranges, [{ start: 4, end: 7 }]);
  assert.equal(store.get(mark).state, undefined);
});

test("what was accepted is taken back and accepted again, under the same id", async () => {
  const { asked, store, list, decisions, undoing, rows, settled } = desk();
  const mark = decisions.accept(list.get(2));
  undoing.undo();
  await settled();
  assert.deepEqual(ids(list.open), [1, 2, 3]);
  assert.ok(store.get(mark).shown.deleted_at);
  undoing.redo();
  await settled();
  assert.deepEqual(ids(list.open), [1, 3]);
  assert.equal(store.get(mark).shown.deleted_at, null);
  assert.equal(rows.size, 1);
  assert.deepEqual(asked, ["POST /suggestions/2/accept/", "DELETE /suggestions/2/answer/", "POST /suggestions/2/accept/"]);
});

test("a rejection is sent until it got there, and taken back after it", async () => {
  const { asked, list, decisions, undoing, settled, told } = desk([refusal(0), refusal(503)]);
  decisions.reject(list.get(3));
  assert.equal(decisions.unsaved, 1);
  undoing.undo();
  await settled();
  const reject = "POST /suggestions/3/reject/";
  assert.deepEqual(asked, [reject, reject, reject, "DELETE /suggestions/3/answer/"]);
  assert.deepEqual([decisions.unsaved, told, ids(list.open)], [0, [], [1, 2, 3]]);
});

test("a rejection that is refused is told, and the suggestion open again", async () => {
  const { list, decisions, settled, told } = desk([refusal(409)]);
  decisions.reject(list.get(3));
  await settled();
  assert.deepEqual([told, ids(list.open)], [["Said so."], [1, 2, 3]]);
});

test("a mark that was refused and given up leaves its suggestion open", async () => {
  const { list, saver, store, decisions, settled } = desk([refusal(409)]);
  const mark = decisions.accept(list.get(1));
  await settled();
  assert.equal(store.get(mark).state, "failed");
  assert.deepEqual(ids(list.open), [2, 3]);
  saver.discard(mark);
  assert.deepEqual(ids(list.open), [1, 2, 3]);
});

test("what the composer changes is not the suggestion itself", () => {
  const one = suggestion(1, 0, 3);
  draftOf(one).codes[0].code = "booster";
  assert.equal(one.codes[0].code, "hedge");
});
