import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/api.js";
import * as gold from "../../static/js/adjudicating/gold.js";
import { beside, body, candidates, counts, item, merged, missing, nextOpen, overruled, passing, unchanged } from "../../static/js/adjudicating/items.js";
import { Sending } from "../../static/js/adjudicating/sending.js";
import { pressed, shortcuts, written } from "../../static/js/adjudicating/shortcuts.js";
import * as stating from "../../static/js/adjudicating/stating.js";
import { hull } from "../../static/js/adjudicating/shown.js";

const SURE = { dimension: "certainty", code: "certain" };
const OPEN = { dimension: "certainty", code: "possible" };
const LAYER = {
  key: "claim",
  label: "Claim",
  colour: "ink",
  pattern: "solid",
  dimensions: [
    { key: "certainty", label: "Certainty", kind: "ordinal", required: true, codes: [{ key: "certain", label: "certain", shortcut: "4" }, { key: "possible", label: "possible", shortcut: "2" }] },
    { key: "polarity", label: "Polarity", kind: "nominal", codes: [{ key: "asserted", label: "asserted", shortcut: "a" }, { key: "unspecified", label: "unspecified", shortcut: "u" }, { key: "other", label: "other", shortcut: "a" }] },
  ],
};

const mark = (id, person, start, end, codes = [SURE]) => ({ id, version: 1, layer: "claim", author: { id: person, name: `P${person}`, initials: "P", hue: 0 }, ranges: [{ start, end }], codes, note: "" });

const row = (markings, given = {}) => ({
  layer: "claim",
  state: "open",
  start: markings[0]?.ranges[0].start ?? 0,
  end: markings[0]?.ranges[0].end ?? 1,
  markings,
  majority: { kept: true, ranges: [{ start: 0, end: 5 }], most_ranges: [{ start: 0, end: 5 }], codes: [SURE], open: [], votes: markings.length, voters: 3, unanimous: false, ...given.majority },
  decision: given.decision ?? null,
  delta: { new: [], changed: [], gone: [] },
});
const three = () => item(row([mark("a", 1, 0, 5), mark("b", 2, 0, 5), mark("c", 3, 0, 7, [OPEN])]), "k");

test("what most say is filled in, and nothing is missing then", () => {
  const one = three();
  assert.deepEqual(one.draft.codes, [SURE]);
  assert.equal(one.draft.kept, true);
  assert.equal(missing(one, LAYER), null);
});

test("borders to choose from stand by their votes; one's own come last", () => {
  const one = three();
  one.draft.ranges = [{ start: 1, end: 5 }];
  assert.deepEqual(candidates(one).map(({ ranges, by }) => [ranges[0].start, ranges[0].end, by.length]), [[0, 5, 2], [0, 7, 1], [1, 5, 0]]);
});

test("who decides against more than half is asked why, and in what", () => {
  const one = three();
  one.draft.codes = [OPEN];
  one.draft.ranges = [{ start: 0, end: 7 }];
  assert.deepEqual(overruled(one, one.draft, LAYER), ["ranges", "certainty"]);
  assert.deepEqual(missing(one, LAYER), { what: "reason" });
  one.draft.reason = "Read it again.";
  assert.equal(missing(one, LAYER), null);
  one.draft.kept = false;
  assert.deepEqual(overruled(one, one.draft, LAYER), ["kept"]);
});

test("where nothing is most, nothing is overruled, and it is asked for once", () => {
  const one = item(row([mark("a", 1, 0, 5), mark("b", 2, 0, 7)], { majority: { kept: null, ranges: null, most_ranges: null, codes: [SURE], open: ["polarity"] } }), "k");
  assert.deepEqual(missing(one, LAYER), { what: "kept" });
  one.draft.kept = true;
  assert.deepEqual(missing(one, LAYER), { what: "ranges" });
  one.draft.ranges = [{ start: 0, end: 7 }];
  assert.deepEqual(missing(one, LAYER), { what: "polarity", open: true });
  one.draft.seen.add("polarity");
  assert.equal(missing(one, LAYER), null);
  one.draft.codes = [];
  assert.deepEqual(missing(one, LAYER), { what: "certainty" });
});

test("a decision rests on all marks as they are, and what is dropped has no codes", () => {
  const one = three();
  one.draft.kept = false;
  assert.deepEqual(body(one, one.draft), { layer: "claim", kept: false, ranges: [{ start: 0, end: 5 }], codes: [], basis: ["a", "b", "c"].map((annotation) => ({ annotation, version: 1 })), reason: "" });
});

const DECISION = { id: "d", version: 2, kept: true, ranges: [{ start: 0, end: 5 }], codes: [SURE], reason: "", basis: [], layer: "claim" };

test("a draft that says what the decision says is not sent as another", () => {
  const one = item(row([mark("a", 1, 0, 5)], { decision: DECISION }), "k");
  assert.ok(unchanged(one.decision, one.draft));
  one.draft.codes = [OPEN];
  assert.ok(!unchanged(one.decision, one.draft));
});

test("one goes to the next that waits, from the first on again, and knows when nothing does", () => {
  const [one, two, last] = ["decided", "open", "changed"].map((state, n) => ({ ...three(), key: String(n), state, start: n }));
  const all = [one, two, last];
  assert.equal(nextOpen(all, two), last);
  assert.equal(nextOpen(all, last), two);
  assert.equal(nextOpen([one], one), null);
  assert.deepEqual(passing(all, "changed"), [last]);
  assert.deepEqual(counts(all), { all: 3, open: 1, decided: 1, changed: 1, alike: 0 });
  assert.equal(beside(all, last, 1), one);
  assert.equal(beside([one, last], two, 1), last, "from one that the filter hides to its neighbours");
  assert.equal(beside([one, last], two, -1), one);
});

test("what others did comes in, and a draft stays while it rests on the same", () => {
  const kept = { ...three(), touched: true };
  kept.draft.codes = [OPEN];
  const added = { ...item(row([]), "new"), added: true };
  const later = [mark("a", 1, 0, 5), mark("b", 2, 0, 5), mark("c", 3, 0, 7, [OPEN])];
  const [same, mine] = merged([kept, added], [row(later)], () => "fresh").sort((a, b) => Number(Boolean(a.added)) - Number(Boolean(b.added)));
  assert.deepEqual([same.key, same.draft.codes], ["k", [OPEN]]);
  assert.equal(mine.key, "new");
  later[0].version = 2;
  assert.deepEqual(merged([kept], [row(later)], () => "fresh")[0].draft.codes, [SURE]);
  assert.equal(merged([kept], [row([mark("z", 1, 9, 12)])], () => "fresh")[0].key, "fresh");
});

test("codes have the codebook's keys, with Shift where a key is taken, and the first of two has it", () => {
  const found = shortcuts(LAYER);
  assert.deepEqual([...found.keys()], ["shift+4", "shift+2", "a", "shift+u"]);
  assert.equal(found.get("a")?.code, "asserted");
  assert.equal(pressed({ key: "$", code: "Digit4", shiftKey: true }), "shift+4");
  assert.equal(pressed({ key: "U", code: "KeyU", shiftKey: true }), "shift+u");
  assert.equal(pressed({ key: "+", code: "Equal", shiftKey: true }), "+");
  assert.equal(written("shift+u"), "⇧U");
});

test("what covers several spans is joined where they overlap", () => {
  assert.deepEqual(hull([{ start: 8, end: 9 }, { start: 0, end: 4 }, { start: 2, end: 6 }]), [{ start: 0, end: 6 }, { start: 8, end: 9 }]);
});

const settled = (sending) => new Promise((resolve) => sending.addEventListener("change", () => sending.waiting || resolve()));

test("what fails in passing is sent again, in its order, and what is refused is handed back", async () => {
  const sending = new Sending({ first: 1 });
  const sent = [];
  let fails = 2;
  const task = (key, send, refused = () => assert.fail()) => ({ key, send, done: () => sent.push(key), refused });
  sending.add(task("one", async () => {
    if ((fails -= 1) >= 0) throw new Refused({ type: "about:blank", title: "Busy", status: 503 });
  }));
  sending.add(task("two", async () => {
    throw new Refused({ type: "about:blank", title: "No", status: 422 });
  }, () => sent.push("refused")));
  sending.add(task("three", async () => null));
  assert.ok(sending.has("three"));
  await settled(sending);
  assert.deepEqual(sent, ["one", "refused", "three"]);
  assert.equal(sending.trouble, null);
});

const cell = (findings, given = {}) => ({ article: 1, state: "open", findings: findings.map(([status, certainty = null]) => ({ status, certainty })), majority: { status: "", certainty: null }, decision: null, delta: { new: [], changed: [], gone: [] }, ...given });

test("a key decides on a cell: as most say, a status, or a step", () => {
  const open = cell([["asserted", 4]], { majority: { status: "asserted", certainty: 4 } });
  assert.deepEqual(gold.pressed("Enter", open), { status: "asserted", certainty: 4 });
  assert.deepEqual(gold.pressed("D", open), { status: "denied", certainty: 4 });
  assert.deepEqual(gold.pressed("n", open), { status: "not_reported", certainty: null });
  assert.deepEqual(gold.pressed("2", cell([])), { status: "asserted", certainty: 2 });
  assert.equal(gold.pressed("Enter", cell([])), null, "there is no majority");
  assert.equal(gold.pressed("x", open), null);
});

test("a reason is asked for where more than half who set a cell say otherwise, as the server has it", () => {
  const two = cell([["asserted", 4], ["asserted", 2], ["denied"]]);
  assert.ok(gold.overrules(two, { status: "denied", certainty: null }));
  assert.ok(!gold.overrules(two, { status: "asserted", certainty: 1 }), "no step has a majority");
  assert.ok(gold.overrules(cell([["asserted", 4], ["asserted", 4], ["denied"]]), { status: "asserted", certainty: 1 }));
});

test("one goes from open cell to open cell, row by row, and counts those that somebody set", () => {
  const table = { accounts: [{ id: 1 }, { id: 2 }], rows: [{ cells: [cell([], { state: "decided" }), cell([])] }, { cells: [cell([], { state: "empty" }), cell([], { state: "changed" })] }] };
  assert.deepEqual(gold.nextOpen(table, 0, 0), [0, 1]);
  assert.deepEqual(gold.nextOpen(table, 0, 1), [1, 1]);
  assert.deepEqual(gold.nextOpen(table, 1, 1), [0, 1]);
  assert.deepEqual(gold.progress(table), { done: 1, all: 3 });
});

const stated = (passage, holds, given = {}) => ({ passage, article: 1, quote: passage, state: "open", said: [], majority: { holds, votes: 2, voters: 3 }, seen: "s", decision: null, delta: { new: [], changed: [], gone: [] }, ...given });

test("a key says whether a passage states a claim; who decides against most is asked why", () => {
  const [yes, open] = [stated("a", true), stated("b", null)];
  assert.deepEqual(["Enter", "y", "N", "x"].map((key) => stating.pressed(key, yes)), [true, true, false, null]);
  assert.equal(stating.pressed("Enter", open), null, "there is no majority");
  assert.equal(stating.pressed("Enter", { ...yes, decision: { holds: false } }), false, "the decision is kept");
  assert.deepEqual([true, false].map((holds) => stating.overrules(yes, holds)), [false, true]);
  assert.ok(!stating.overrules(open, false));
});

test("mentions are gone through over the claims, and counted; what is decided has no news", () => {
  const table = { rows: [{ id: "1", mentions: [stated("a", true, { state: "decided" }), stated("b", true)] }, { id: "2", mentions: [stated("a", false, { state: "changed" })] }] };
  assert.deepEqual(stating.progress(table), { done: 1, all: 3 });
  assert.deepEqual([-1, 1, 2].map((place) => stating.nextOpen(table, place)), [1, 2, 1]);
  assert.equal(stating.nextOpen({ rows: [] }, 0), -1);
  const told = stating.decided(stated("a", true, { delta: { new: ["Ann"], changed: [], gone: [] } }), { holds: true });
  assert.deepEqual([told.state, told.delta.new], ["decided", []]);
  assert.equal(stating.decided(told, null).state, "open");
});
