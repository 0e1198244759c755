import assert from "node:assert/strict";
import { test } from "node:test";

import { Cells, pressed } from "../../static/js/matrix/cells.js";
import { clashes } from "../../static/js/matrix/clashes.js";
import { corroboration, face, kinds, otherwise, overTexts, passes, seen } from "../../static/js/matrix/faces.js";
import { target } from "../../static/js/matrix/grid.js";
import { narrowed } from "../../static/js/matrix/passage.js";

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
  assert.deepEqual(face(cell, 1), { status: "asserted", certainty: 1, contested: true, again: false, people: [BEN, ME] });
  assert.deepEqual(face(cell, 3), { status: "denied", certainty: 4, contested: true, again: false, people: [BEN, ME] });
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
  assert.equal(cells.merge(theirs([finding(BEN, "denied")])), false);
  assert.equal(cells.cell(AT).findings.length, 1);
  answer();
  await kept;
  cells.merge(theirs([finding(ME, "asserted"), finding(BEN, "denied")]));
  assert.equal(face(cells.cell(AT), 1).contested, true);
});

test("rows that came, went or moved are taken over; other accounts need another page", () => {
  const { cells, matrix } = table([], () => Promise.resolve());
  const more = { id: "d", wording: "It snowed.", version: 1, cells: [] };
  assert.equal(cells.merge({ ...matrix, rows: [more, ...matrix.rows] }), true);
  assert.deepEqual(cells.rows.map(({ id }) => id), ["d", "c"]);
  assert.deepEqual(cells.cell({ claim: "d", article: 7 }).findings, []);
  assert.equal(cells.merge({ ...matrix, rows: [] }), true);
  assert.equal(cells.rows.length, 0);
  assert.equal(cells.merge({ accounts: [], rows: [] }), null);
});

test("an answer that was on its way while a cell changed does not put it back", async () => {
  const { cells, matrix } = table([], () => Promise.resolve());
  const asked = cells.ask();
  await cells.set(AT, value("denied", 4));
  cells.merge({ ...matrix, rows: [{ ...matrix.rows[0], cells: [] }] }, asked);
  assert.equal(cells.mine(AT).status, "denied");
});

test("an answer that comes after a later one is older, and changes nothing", () => {
  const { cells, matrix } = table([], () => Promise.resolve());
  const said = (findings) => ({ ...matrix, rows: [{ ...matrix.rows[0], cells: [{ article: 7, findings, quotes: [] }] }] });
  const [first, second] = [cells.ask(), cells.ask()];
  cells.merge(said([finding(BEN, "denied")]), second);
  assert.equal(cells.merge({ ...matrix, rows: [] }, first), false);
  assert.deepEqual(cells.cell(AT).findings.map(({ status }) => status), ["denied"]);
});

test("what somebody set is heard, and not over what is being saved here", async () => {
  let answer;
  const { cells } = table([finding(BEN, "denied", 4)], () => new Promise((done) => (answer = done)));
  const change = (actor, status) => ({ subject: "c", actor, after: { article: 7, status, certainty: null, note: "" } });
  assert.equal(cells.hear(change(BEN, "asserted")), true);
  assert.deepEqual(cells.cell(AT).findings.map(({ status }) => status), ["asserted"]);
  const kept = cells.set(AT, value("differs"));
  cells.hear(change(ME, "denied"));
  assert.equal(cells.mine(AT).status, "differs");
  answer();
  await kept;
  assert.equal(cells.hear({ ...change(BEN, "asserted"), subject: "another" }), false);
});

// -- layers and filters

const cellOf = (...findings) => ({ article: 7, findings, quotes: [] });
const rowOf = (...cells) => ({ id: "c", wording: "It rained in May.", version: 1, cells });

test("one person's layer has their findings and quotes alone", () => {
  const quotes = [{ annotation: "a", by: [BEN] }, { annotation: "b", by: [ME, BEN] }];
  const cell = { article: 7, findings: [finding(ME, "asserted"), finding(BEN, "denied")], quotes };
  assert.equal(face(seen(cell, null), 1).contested, true);
  const mine = seen(cell, 1);
  assert.equal(face(mine, 1).contested, false);
  assert.deepEqual(mine.quotes.map(({ annotation }) => annotation), ["b"]);
});

test("rows are of the kinds that one filters by", () => {
  const is = (...cells) => [...kinds(rowOf(...cells), 1, null)].sort();
  assert.deepEqual(is(cellOf(finding(ME, "asserted", 4)), cellOf(finding(ME, "asserted", 2))), ["hedged"]);
  assert.deepEqual(is(cellOf(finding(ME, "asserted", 4)), cellOf()), ["one", "unchecked"]);
  assert.deepEqual(is(cellOf(finding(ME, "asserted")), cellOf(finding(ME, "denied"))), ["disputed"]);
  assert.deepEqual(is(cellOf(finding(ME, "asserted", 1), finding(BEN, "asserted", 2)), cellOf(finding(ME, "not_reported"))), ["disputed", "one"]);
});

test("what was found of a merged claim is a disagreement until it is settled", () => {
  const also = [{ wording: "Rain.", status: "denied", certainty: null, note: "" }];
  assert.equal(face(cellOf({ ...finding(ME, "asserted"), also }), 1).contested, true);
});

test("a filter takes kind and words together", () => {
  const row = rowOf(cellOf());
  assert.equal(passes(row, new Set(["one"]), { show: "one", text: " in may" }), true);
  assert.equal(passes(row, new Set(["one"]), { show: "disputed", text: "" }), false);
  assert.equal(passes(row, new Set(), { show: "", text: "snow" }), false);
});

test("rows clash where one person found two things", () => {
  const here = rowOf(cellOf(finding(ME, "asserted", 4), finding(BEN, "asserted")));
  const there = rowOf(cellOf(finding(ME, "denied"), finding(BEN, "unchecked")));
  assert.deepEqual(clashes(here, there).map(({ annotator }) => annotator.name), ["Ada"]);
  assert.deepEqual(clashes(here, here), []);
});

// -- a passage

test("a passage is narrowed and widened by words, in code points", () => {
  const whole = { before: "Yes. ", quote: "\u{1F600} he said it.", after: " Then he left.", start: 5 };
  const cut = narrowed(whole, "start", 1);
  assert.deepEqual([cut.quote, cut.start], ["he said it.", 7]);
  assert.deepEqual(narrowed(cut, "start", -1), whole);
  assert.equal(narrowed(whole, "end", -1).quote, "\u{1F600} he said");
  assert.equal(narrowed(whole, "end", 1).quote, "\u{1F600} he said it. Then");
  assert.equal(narrowed({ ...whole, quote: "one" }, "start", 1).quote, "one");
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

test("outlets and origins are counted once each, of the accounts that assert it; without a source none is an outlet", () => {
  const accounts = [1, 2, 3, 4, 5].map((id) => ({ id, title: "", source: "", published_at: null, outlet: id === 4 ? 1 : id === 5 ? null : id, origin: id < 3 ? 1 : id }));
  const cells = ["asserted", "differs", "denied", "asserted", "asserted"].map((status, at) => ({ article: at + 1, findings: [finding(BEN, status)], quotes: [] }));
  const row = { id: "c", wording: "", version: 1, cells };
  assert.deepEqual(corroboration(row, accounts, ME.id, null), { outlets: 1, unnamed: 1, origins: 3 });
  assert.deepEqual(corroboration(row, accounts, ME.id, ME.id), { outlets: 0, unnamed: 0, origins: 0 });
});

test("what is said at the head of rows is taken over: links, and which accounts are of one origin", () => {
  const { cells, matrix } = table([], async () => {});
  assert.equal(cells.merge(structuredClone(matrix)), false);
  const linked = structuredClone(matrix);
  linked.rows[0].links = [{ kind: "same", outward: true, count: 1 }];
  assert.equal(cells.merge(linked), true);
  assert.equal(cells.row("c").links.length, 1);
  const grouped = structuredClone(linked);
  grouped.accounts[0].origin = 9;
  assert.equal(cells.merge(grouped), true);
  assert.equal(cells.accounts[0].origin, 9);
});

// -- over the texts of an account

const text = (person, revision, certainty, more = {}) => ({ annotator: person.id, annotation: `${revision}`, revision, at: `2026-01-0${revision}T00:00:00Z`, status: "asserted", certainty, text: `words of ${revision}`, waits: false, ...more });
const retold = (findings, ...texts) => ({ article: 7, findings, quotes: [], retold: texts });

test("the text before the newest that had another certainty is told, in their order", () => {
  const cell = retold([finding(ME, "asserted", 4)], text(ME, 3, 4), text(ME, 1, 2), text(ME, 2, 4));
  assert.deepEqual(otherwise(cell, 1)?.map(({ revision, certainty }) => [revision, certainty]), [[1, 2], [3, 4]]);
  assert.equal(otherwise(retold([], text(ME, 1, 2), text(ME, 2, 2)), 1), undefined);
  assert.equal(otherwise(retold([], text(ME, 1, 2, { status: "denied" }), text(ME, 2, 4)), 1), undefined);
  assert.equal(otherwise({ article: 7, findings: [], quotes: [] }, 1), undefined);
});

test("what was set in the cell since is what the newest text says, and what is not saved yet as well", () => {
  const [before, after] = [text(ME, 1, 2), text(ME, 2, 2, { waits: true })];
  const set = (updated_at) => retold([{ ...finding(ME, "asserted", 4), updated_at }], before, after);
  assert.equal(otherwise(set("2026-01-01T12:00:00Z"), 1), undefined);
  assert.equal(otherwise(set("2026-01-03T00:00:00Z"), 1)?.[1].certainty, 4);
  assert.equal(otherwise(set(undefined), 1)?.[1].waits, false);
});

test("one person's texts are measured by each other alone, those first who are shown first", () => {
  const cell = retold([finding(BEN, "asserted", 1), finding(ME, "asserted", 4)], text(ME, 2, 4), text(BEN, 1, 2), text(BEN, 2, 1));
  assert.deepEqual(overTexts(cell, 1).map(({ annotator }) => annotator), [2, 2]);
  assert.deepEqual(overTexts(seen(cell, 1), 1), []);
});
