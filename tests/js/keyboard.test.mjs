import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { changes, deletions } from "../../static/js/bulk/acts.js";
import { Book } from "../../static/js/codebook.js";
import { DEFAULTS, Keys, written } from "../../static/js/keyboard/table.js";
import { LastUsed } from "../../static/js/used.js";

const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
};
beforeEach(() => kept.clear());

test("no key does two things that can happen at the same time", () => {
  const keys = new Keys();
  for (const key of new Set(Object.values(DEFAULTS).flat())) {
    const acts = keys.acts(key);
    assert.ok(acts.length === 1 || acts.sort().join() === "pick,reject", `${key}: ${acts}`);
  }
});

test("another key is remembered, the old one is free, and all come back", () => {
  const keys = new Keys();
  assert.equal(keys.set("edit", "w"), null);
  assert.deepEqual(keys.acts("w"), ["edit"]);
  assert.deepEqual(keys.acts("e"), []);
  assert.deepEqual(new Keys().of("edit"), ["w"]);
  keys.reset();
  assert.ok(!keys.changed);
  assert.deepEqual(new Keys().of("edit"), ["e"]);
});

test("a key that is taken is told, one that moves or leaves is not given away", () => {
  const keys = new Keys();
  assert.equal(keys.set("edit", "c"), "comment");
  assert.equal(keys.set("edit", "Enter"), "fixed");
  assert.deepEqual(keys.of("edit"), ["e"]);
  assert.equal(keys.set("pick", "x"), null, "shared with an act that never happens at the same time");
});

test("what is kept but makes no sense is left out", () => {
  kept.set("annotator.keys", JSON.stringify({ edit: ["Enter", 5], nothing: ["q"], past: "h" }));
  const keys = new Keys();
  assert.deepEqual(keys.of("edit"), []);
  assert.deepEqual(keys.of("past"), ["h"]);
  kept.set("annotator.keys", "no JSON");
  assert.deepEqual(new Keys().of("edit"), ["e"]);
});

test("a capital letter is written with Shift", () => {
  assert.equal(written("X"), "⇧ x");
  assert.equal(written("?"), "?");
});

test("single letters that are switched off do nothing and stand on no button; other keys stay", () => {
  const keys = new Keys();
  let told = 0;
  keys.addEventListener("change", () => (told += 1));
  assert.equal(keys.shown("accept"), "a");
  keys.set("accept", "w");
  assert.equal(keys.shown("accept"), "w");
  keys.letters = false;
  assert.equal(told, 2);
  assert.equal(keys.shown("accept"), "");
  assert.deepEqual(keys.pressed("w"), []);
  assert.deepEqual(keys.pressed("Delete"), ["remove"]);
  assert.ok(!new Keys().letters, "also on the next page");
});

const code = (key) => ({ key, label: key });
const certainty = { key: "certainty", label: "Certainty", kind: "ordinal", required: true, codes: [code("certain"), code("possible")] };
const reason = { key: "reason", label: "Reason", kind: "multi", codes: [code("a"), code("b")] };
const book = new Book({
  version: 1,
  layers: [
    { key: "claim", label: "Claim", colour: "ink", pattern: "solid", dimensions: [certainty, reason] },
    { key: "bias", label: "Bias", colour: "bias", pattern: "wavy", dimensions: [] },
  ],
});
const certain = { dimension: "certainty", code: "certain" };
const possible = { dimension: "certainty", code: "possible" };
const because = (key) => ({ dimension: "reason", code: key });

test("what was used last outlives the page, without words and without what the codebook no longer has", () => {
  const used = new LastUsed(7, book);
  assert.equal(used.layer, undefined);
  used.set("claim", [certain, { dimension: "target", words: "the mayor" }]);
  const again = new LastUsed(7, book);
  assert.equal(again.layer, "claim");
  assert.deepEqual(again.get("claim"), [certain]);
  assert.equal(new LastUsed(8, book).layer, undefined, "of another project");
  const smaller = new Book({ version: 2, layers: [{ ...book.layers[0], dimensions: [reason] }] });
  assert.deepEqual(new LastUsed(7, smaller).get("claim"), []);
});

test("several marks: what is asked for is set, what is not stays, several answers are added", () => {
  const marks = [
    { id: "1", version: 3, layer: "claim", codes: [certain, because("a")] },
    { id: "2", version: 1, layer: "claim", codes: [possible] },
    { id: "3", version: 1, layer: "bias", codes: [] },
  ];
  assert.deepEqual(changes(marks.slice(0, 2), "claim", [possible], book), [{ id: "1", version: 3, codes: [because("a"), possible] }]);
  assert.deepEqual(changes(marks.slice(0, 1), "claim", [because("b")], book), [{ id: "1", version: 3, codes: [certain, because("a"), because("b")] }]);
  assert.deepEqual(changes(marks.slice(2), "claim", [certain], book), [{ id: "3", version: 1, layer: "claim", codes: [certain] }]);
  assert.deepEqual(deletions(marks.slice(1, 2)), [{ id: "2", version: 1, delete: true }]);
});
