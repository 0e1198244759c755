import assert from "node:assert/strict";
import { test } from "node:test";

import { Undo } from "../../static/js/outbox/undo.js";
import { Decisions, draftOf } from "../../static/js/suggesting/deciding.js";
import { Suggestions } from "../../static/js/suggesting/list.js";
import { open, page, refusal } from "./remote.mjs";

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

function desk() {
  const desk = page();
  const undoing = new Undo(desk.saver, desk.ask);
  const list = new Suggestions(three());
  const told = [];
  const decisions = new Decisions({ list, saver: desk.saver, undoing, onRefused: (reason) => told.push(reason), ask: desk.ask });
  return { ...desk, list, undoing, told, decisions };
}

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
  assert.deepEqual(ids(list.open), [1, 3]);
});

test("answers that wait are taken back and given again from where they wait", async () => {
  const { state, asked, store, list, decisions, undoing, rows, settled, stuck } = desk();
  state.trouble = refusal(0);
  const mark = decisions.accept(list.get(2));
  await stuck();
  decisions.reject(list.get(3));
  await stuck();
  assert.deepEqual(ids(list.open), [1]);
  await undoing.go("undo");
  assert.deepEqual(ids(list.open), [1, 3]);
  await undoing.go("undo");
  assert.deepEqual([ids(list.open), store.all()], [[1, 2, 3], []]);
  await undoing.go("redo");
  state.trouble = null;
  decisions.saver.retry();
  await settled();
  assert.deepEqual([ids(list.open), rows.size, rows.has(mark)], [[1, 3], 1, true]);
  assert.equal(asked.some((each) => each.includes("/3/reject/")), false);
});

test("answers that wait from before the page was loaded are given", async () => {
  const { state, list, decisions, stuck, remote, storage } = desk();
  state.trouble = refusal(0);
  decisions.accept(list.get(2));
  decisions.reject(list.get(3));
  await stuck();
  const { saver, stuck: found } = open(remote, { storage });
  const again = new Suggestions(three());
  new Decisions({ list: again, saver, undoing: new Undo(saver), onRefused: assert.fail });
  await found();
  assert.deepEqual(ids(again.open), [1]);
});

test("a rejection that is refused is told, and the suggestion open again", async () => {
  const { first, list, decisions, settled, told } = desk();
  first.push(refusal(409));
  decisions.reject(list.get(3));
  await settled();
  assert.deepEqual([told, ids(list.open)], [["Said so."], [1, 2, 3]]);
});

test("a mark that was refused and given up leaves its suggestion open", async () => {
  const { first, list, saver, store, decisions, settled } = desk();
  first.push(refusal(422));
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
