import assert from "node:assert/strict";
import { test } from "node:test";

import { Book } from "../../static/js/codebook.js";
import { codeName, counts, factsOf, isNone, isUnsettled, none, passes, read, toggled, write } from "../../static/js/filtering/filters.js";
import { crowds, densities, pointAt } from "../../static/js/minimap/densities.js";
import { viewIn, withView } from "../../static/js/views.js";

const QUIET = { count: 0, unread: 0, resolved: false };
const certainty = { key: "certainty", label: "Certainty", kind: "ordinal", required: true, codes: [{ key: "certain", label: "Certain" }] };
const book = new Book({
  version: 1,
  layers: [
    { key: "claim", label: "Claim", colour: "ink", pattern: "solid", dimensions: [certainty] },
    { key: "bias", label: "Bias", colour: "bias", pattern: "wavy", dimensions: [certainty] },
  ],
});
const entry = (author, layer, more = {}) => ({
  shown: { author: { id: author }, layer, codes: [], origin: "human", anchor: "exact", note: "", ranges: [], ...more },
  state: more.state,
});
const facts = (of, talk = QUIET, quote = "The Mill") => factsOf(of, { book, talk, quote: () => quote });
const let_ = (query, of, talk) => passes(read(query), facts(of, talk));

test("filters go into the address and come back, and leave the rest of it alone", () => {
  const filter = { ...toggled(toggled(read("?a=1"), "people", "2"), "layers", "bias"), text: "old mill" };
  assert.equal(write(filter, "?a=1"), "?a=1&people=2&layers=bias&q=old+mill");
  assert.deepEqual(read(write(filter, "")), filter);
  assert.equal(write(none(), "?people=2&codes=claim.certainty.certain&q=x"), "");
  assert.ok(isNone(read("?a=1")));
});

test("an empty filter lets all pass; values of one kind are alternatives, kinds narrow", () => {
  assert.ok(let_("", entry(1, "claim")));
  assert.ok(let_("?people=1,2", entry(2, "claim")));
  assert.ok(!let_("?people=1,2&layers=bias", entry(2, "claim")));
});

test("a code is one of its layer and dimension", () => {
  const certain = entry(1, "claim", { codes: [{ dimension: "certainty", code: "certain" }] });
  assert.ok(let_(`?codes=${codeName("claim", "certainty", "certain")}`, certain));
  assert.ok(!let_(`?codes=${codeName("bias", "certainty", "certain")}`, certain));
});

test("words are looked for in quote, note, layer and codes, whatever their case", () => {
  const one = entry(1, "claim", { codes: [{ dimension: "certainty", code: "certain" }], note: "Doubtful" });
  for (const text of ["the mill", "MILL", "doubt", "claim", "certain"]) assert.ok(let_(`?q=${text}`, one), text);
  assert.ok(!let_("?q=tower", one));
});

test("to be settled are open talks, uncertain places and what was refused", () => {
  const plain = entry(1, "claim");
  assert.ok(!isUnsettled(plain, QUIET));
  assert.ok(isUnsettled(plain, { count: 1, unread: 0, resolved: false }));
  assert.ok(!isUnsettled(plain, { count: 1, unread: 0, resolved: true }));
  assert.ok(isUnsettled(entry(1, "claim", { anchor: "orphan" }), QUIET));
  assert.ok(!isUnsettled(entry(1, "claim", { anchor: "moved" }), QUIET));
  assert.ok(isUnsettled(entry(1, "claim", { state: "failed" }), QUIET));
  assert.ok(let_("?states=commented", plain, { count: 2, unread: 1, resolved: true }));
  assert.ok(let_("?states=moved", entry(1, "claim", { anchor: "moved" })));
  assert.ok(!let_("?states=unsaved", plain));
});

test("a value's count is what it would show, with what is chosen of the other kinds", () => {
  const list = [entry(1, "claim"), entry(1, "bias"), entry(2, "claim")].map((each) => facts(each));
  const all = counts(read(""), list);
  assert.deepEqual([...all.people], [["1", 2], ["2", 1]]);
  assert.deepEqual([...all.layers], [["claim", 2], ["bias", 1]]);
  const ofOne = counts(read("?people=2"), list);
  assert.deepEqual([...ofOne.layers], [["claim", 1]]);
  assert.deepEqual([...ofOne.people], [["1", 2], ["2", 1]], "another person can still be added");
});

test("the view goes into the address, and the usual one leaves it", () => {
  assert.equal(viewIn("?people=1&view=read"), "read");
  assert.equal(viewIn("?view=anything"), "annotate");
  assert.equal(withView("read", "?people=1,2"), "?people=1,2&view=read");
  assert.equal(withView("annotate", "?people=1,2&view=read"), "?people=1,2");
});

test("marks crowd where a slice holds more than those beside it, and no fewer than the average", () => {
  const at = (start) => [{ start, end: start + 1 }];
  const found = crowds([at(12), at(13), at(14), at(25), at(41), at(72), at(78), at(83), at(85)], 100, 10);
  assert.deepEqual(found, [
    { point: 12, end: 20, count: 3 },
    { point: 72, end: 80, count: 2 },
  ]);
  assert.deepEqual(crowds([[{ start: 5, end: 35 }]], 100, 10), [{ point: 5, end: 10, count: 1 }], "one long mark is one place");
  assert.deepEqual(crowds([], 100), []);
  assert.deepEqual(crowds([at(0)], 1).length, 1, "a text shorter than the slices");
});

test("the map counts each mark once in a slice, by colour", () => {
  const found = densities(
    [
      { ranges: [{ start: 0, end: 30 }], colour: "ink" },
      { ranges: [{ start: 2, end: 4 }, { start: 6, end: 9 }], colour: "ink" },
      { ranges: [{ start: 99, end: 100 }], colour: "bias" },
    ],
    100,
    10,
  );
  assert.deepEqual(found, [
    { slice: 0, colour: "ink", count: 2 },
    { slice: 1, colour: "ink", count: 1 },
    { slice: 2, colour: "ink", count: 1 },
    { slice: 9, colour: "bias", count: 1 },
  ]);
});

test("a place of the map is a point of the text, and beside it the nearest one", () => {
  assert.equal(pointAt(50, 100, 1001), 500);
  assert.equal(pointAt(-5, 100, 1001), 0);
  assert.equal(pointAt(500, 100, 1001), 1000);
});
