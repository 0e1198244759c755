import assert from "node:assert/strict";
import { test } from "node:test";

import { Cells, face, pressed } from "../../static/js/matrix/cells.js";
import { target } from "../../static/js/matrix/grid.js";

const ME = { id: 1, name: "Ada", initials: "AD", hue: 1 };
const BEN = { id: 2, name: "Ben", initials: "BE", hue: 2 };
const AT = { claim: "c", article: 7 };
const value = (status, certainty = null, note = "") => ({ status, certainty, note });
const finding = (annotator, ...given) => ({ annotator, ...value(...given) });

function table(findings, put) {
  const told = { changed: 0, refused: [] };
  const matrix = {
    accounts: [{ id: 7, title: "One", source: "", published_at: null }],
    rows: [{ id: "c", wording: "It rained.", cells: [{ article: 7, findings, quotes: [] }] }],
  };
  const ways = { put, changed: () => (told.changed += 1), refused: (_, error) => told.refused.push(error.message) };
  return { cells: new Cells(matrix, ME, ways), told, matrix };
}

test("letters set the status and keep certainty and note", () => {
  assert.deepEqual(pressed("d", value("asserted", 3, "see p. 2")), value("denied", 3, "see p. 2"));
  assert.deepEqual(pressed("F", undefined), value("differs"));
});

test("what is not reported has no certainty", () => {
  for (const key of ["n", "u"]) assert.equal(pressed(key, value("asserted", 4)).certainty, null);
});

test("a digit sets certainty, and asserts what was not checked", () => {
  assert.deepEqual(pressed("2", undefined), value("asserted", 2));
  assert.deepEqual(pressed("2", value("not_reported")), value("asserted", 2));
  assert.deepEqual(pressed("2", value("denied", 4)), value("denied", 2));
});

test("other keys mean nothing", () => {
  for (const key of ["5", "0", "x", "Enter", "ArrowUp"]) assert.equal(pressed(key, undefined), undefined);
});

test("one's own finding is shown before the others'", () => {
  const cell = { article: 7, quotes: [], findings: [finding(BEN, "denied", 4), finding(ME, "asserted", 1)] };
  assert.deepEqual(face(cell, 1), { status: "asserted", certainty: 1, contested: true });
  assert.deepEqual(face(cell, 3), { status: "denied", certainty: 4, contested: true });
});

test("who has not checked disagrees with nobody", () => {
  const cell = { article: 7, quotes: [], findings: [finding(BEN, "denied", 4), finding({ ...BEN, id: 3 }, "unchecked")] };
  assert.equal(face(cell, 1).contested, false);
});

test("a change is shown before the server has answered", async () => {
  let answer;
  const { cells } = table([], () => new Promise((done) => (answer = done)));
  const kept = cells.set(AT, value("asserted", 2));
  assert.equal(cells.mine(AT).certainty, 2);
  assert.deepEqual(cells.progress, { done: 1, all: 1 });
  answer();
  assert.equal(await kept, true);
});

test("a refused change is put back, and told", async () => {
  const { cells, told } = table([finding(ME, "denied", 4)], () => Promise.reject(new Error("no")));
  assert.equal(await cells.set(AT, value("not_reported")), false);
  assert.deepEqual([cells.mine(AT).status, cells.mine(AT).certainty], ["denied", 4]);
  assert.deepEqual(told.refused, ["no"]);
});

test("of quick changes one goes at a time, the last one last", async () => {
  const sent = [];
  const waiting = [];
  const { cells } = table([], (_, { status, certainty }) => {
    sent.push(`${status} ${certainty}`);
    return new Promise((done) => waiting.push(done));
  });
  cells.set(AT, value("asserted"));
  cells.set(AT, value("asserted", 1));
  const last = cells.set(AT, value("asserted", 3));
  assert.deepEqual(sent, ["asserted null"]);
  waiting.shift()();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(sent, ["asserted null", "asserted 3"]);
  waiting.shift()();
  assert.equal(await last, true);
  assert.equal(cells.mine(AT).certainty, 3);
});

test("what others did is taken over, but not over what is being saved", async () => {
  let answer;
  const { cells, matrix } = table([], () => new Promise((done) => (answer = done)));
  const theirs = (findings) => ({ ...matrix, rows: [{ ...matrix.rows[0], cells: [{ article: 7, findings, quotes: [] }] }] });
  const kept = cells.set(AT, value("asserted"));
  assert.equal(cells.merge(theirs([finding(BEN, "denied")])), true);
  assert.equal(cells.cell(AT).findings.length, 1);
  answer();
  await kept;
  cells.merge(theirs([finding(ME, "asserted"), finding(BEN, "denied")]));
  assert.equal(face(cells.cell(AT), 1).contested, true);
});

test("another set of rows can't be merged", () => {
  const { cells, matrix } = table([], () => Promise.resolve());
  assert.equal(cells.merge({ ...matrix, rows: [] }), false);
});

const size = { rows: 5, columns: 4 };
const key = (name, ctrlKey = false) => ({ key: name, ctrlKey });

test("arrows go from cell to cell and stop at the edges", () => {
  assert.deepEqual(target(key("ArrowRight"), { row: 1, column: 1 }, size), { row: 1, column: 2 });
  assert.deepEqual(target(key("ArrowRight"), { row: 1, column: 3 }, size), { row: 1, column: 3 });
  assert.deepEqual(target(key("ArrowUp"), { row: 0, column: 3 }, size), { row: 0, column: 3 });
  assert.deepEqual(target(key("ArrowRight"), { row: 1, column: 2 }, { ...size, rtl: true }), { row: 1, column: 1 });
});

test("Home and End go to the ends of the row, with Ctrl to those of the table", () => {
  assert.deepEqual(target(key("Home"), { row: 3, column: 3 }, size), { row: 3, column: 1 });
  assert.deepEqual(target(key("End", true), { row: 1, column: 1 }, size), { row: 4, column: 3 });
  assert.deepEqual(target(key("Home", true), { row: 3, column: 3 }, size), { row: 1, column: 1 });
});

test("other keys are nobody's business", () => {
  for (const name of ["a", "Enter", "Tab"]) assert.equal(target(key(name), { row: 1, column: 1 }, size), undefined);
});
