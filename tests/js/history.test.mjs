import assert from "node:assert/strict";
import { test } from "node:test";

import { isLong, isTold, line, sentence } from "../../static/js/history/sentences.js";

const bea = { id: 7, name: "Bea", initials: "B", hue: 1 };
const event = (/** @type {object} */ given) => ({
  seq: 1, at: "2026-05-04T10:00:00Z", actor: bea, verb: "annotation.changed", undoes: null, batch: null, changes: [], ...given,
});
const change = (/** @type {object} */ given) => ({ field: "codes", label: "Certainty", old: "", new: "", parts: null, ...given });

test("a sentence says who did what", () => {
  assert.equal(sentence(event({}), 1), "Bea changed it");
  assert.equal(sentence(event({ verb: "annotation.created" }), 7), "You made it");
  assert.equal(sentence(event({ actor: null, verb: "annotation.deleted" }), 7), "Annotator deleted it");
});

test("an undo and one of many at once are called so", () => {
  assert.equal(sentence(event({ verb: "annotation.restored", undoes: 4 }), 1), "Bea brought it back (undo)");
  assert.equal(sentence(event({ batch: "b" }), 1), "Bea changed it (among others, at once)");
});

test("a change is told from what into what", () => {
  assert.equal(line(change({ old: "Possible", new: "Probable" })), "Certainty: from “Possible” to “Probable”");
  assert.equal(line(change({ new: "Probable" })), "Certainty: “Probable”");
  assert.equal(line(change({ old: "Possible" })), "Certainty: “Possible” was taken off");
  assert.equal(line(change({ field: "confidence", label: "", new: "3" })), "Own confidence: “3”");
});

test("words with dollar signs and braces stay as they are", () => {
  assert.equal(line(change({ old: "$&", new: "{old}" })), "Certainty: from “$&” to “{old}”");
});

test("borders and notes that were changed are shown below each other", () => {
  assert.equal(isLong(change({ field: "ranges", old: "a", new: "b" })), true);
  assert.equal(isLong(change({ field: "note", old: "", new: "b" })), false);
  assert.equal(isLong(change({ old: "a", new: "b" })), false);
});

test("the version of the codebook is told when it changed", () => {
  assert.equal(isTold(change({ field: "codebook", label: "", new: "1" })), false);
  assert.equal(isTold(change({ field: "codebook", label: "", old: "1", new: "2" })), true);
});
