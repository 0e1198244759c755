import assert from "node:assert/strict";
import { test } from "node:test";

import { LANES, runs } from "../../static/js/lanes.js";

const mark = (start, end, style = "certain-solid") => ({ start, end, style });
const named = (found, prefix) => found.filter(({ name }) => name.startsWith(prefix));

test("nothing marked, nothing drawn", () => {
  assert.deepEqual(runs([]), []);
});

test("one mark is one line in the first lane, without a tint", () => {
  assert.deepEqual(runs([mark(3, 9)]), [{ start: 3, end: 9, name: "lane-0-certain-solid" }]);
});

test("marks of one style that touch or overlap are one line", () => {
  const found = named(runs([mark(5, 12), mark(3, 9), mark(12, 20)]), "lane");
  assert.deepEqual(found, [{ start: 3, end: 20, name: "lane-0-certain-solid" }]);
});

test("a mark inside another gets the next lane; behind it the first is free again", () => {
  const found = named(runs([mark(0, 20), mark(5, 9, "cue-dash"), mark(20, 30, "bias-wavy")]), "lane");
  assert.deepEqual(
    found.map(({ name }) => name),
    ["lane-0-certain-solid", "lane-1-cue-dash", "lane-0-bias-wavy"],
  );
});

test("of two that begin together the longer is nearer to the words", () => {
  const found = named(runs([mark(0, 5, "cue-dash"), mark(0, 20)]), "lane");
  assert.equal(found[0].name, "lane-0-certain-solid");
});

test("what finds no lane is still told by the tint", () => {
  const found = runs(["a", "b", "c", "d", "e"].map((style) => mark(0, 10, style)));
  assert.equal(named(found, "lane").length, LANES);
  assert.deepEqual(named(found, "tint"), [{ start: 0, end: 10, name: "tint-3" }]);
});

test("tints follow the number of marks and merge where it is equal", () => {
  const found = named(runs([mark(0, 10), mark(5, 15), mark(10, 20), mark(12, 14)]), "tint");
  assert.deepEqual(found, [
    { start: 5, end: 12, name: "tint-1" },
    { start: 12, end: 14, name: "tint-2" },
    { start: 14, end: 15, name: "tint-1" },
  ]);
});

test("for any marks: lines of a lane never overlap, and each place with a mark has a line or a tint", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
  for (let round = 0; round < 300; round += 1) {
    const spans = Array.from({ length: random(25) }, () => {
      const start = random(60);
      return mark(start, start + 1 + random(20), `style-${random(6)}`);
    });
    const found = runs(spans);
    for (let lane = 0; lane < LANES; lane += 1) {
      const lines = named(found, `lane-${lane}-`);
      for (let at = 1; at < lines.length; at += 1) assert.ok(lines[at - 1].end <= lines[at].start);
    }
    for (let point = 0; point < 80; point += 1) {
      const covers = ({ start, end }) => start <= point && point < end;
      assert.equal(spans.some(covers), found.some(covers), `round ${round}, point ${point}`);
    }
  }
});

test("to read, a place has one line and no tint", () => {
  const found = runs([mark(0, 20), mark(5, 9, "cue-dash"), mark(5, 30, "bias-wavy")], 1);
  assert.deepEqual(found, [
    { start: 0, end: 20, name: "lane-0-certain-solid" },
    { start: 20, end: 30, name: "lane-0-bias-wavy" },
  ]);
});
