import assert from "node:assert/strict";
import { test } from "node:test";

import { added, dragged, moved } from "../../static/js/borders.js";
import { Book } from "../../static/js/codebook.js";
import { Cursor } from "../../static/js/cursor.js";
import { Text } from "../../static/js/offsets.js";
import { Undo } from "../../static/js/undo.js";

const WORDS = "One two, three. Four five."; // sentences 0-15 and 16-26
const text = new Text([{ start: 0, end: 26, text: WORDS }]);
const said = (span) => span && text.slice(span);

// -- borders

test("borders move word by word and keep at least one word", () => {
  const at = (start, end) => [{ start, end }];
  assert.deepEqual(moved(text, at(4, 7), "start", -1), at(0, 7));
  assert.deepEqual(moved(text, at(0, 7), "start", 1), at(4, 7));
  assert.deepEqual(moved(text, at(4, 7), "end", 1), at(4, 14));
  assert.deepEqual(moved(text, at(0, 14), "end", -1), at(0, 7));
  assert.deepEqual(moved(text, at(4, 7), "start", 1), at(4, 7), "nothing would be left");
  assert.deepEqual(moved(text, at(0, 3), "start", -1), at(0, 3), "no word before");
  assert.deepEqual(moved(text, at(21, 26), "end", 1), at(21, 26), "no word behind");
});

test("of several ranges the outer borders move, and never into each other", () => {
  const ranges = [{ start: 0, end: 3 }, { start: 9, end: 14 }];
  assert.deepEqual(moved(text, ranges, "end", 1)[1], { start: 9, end: 20 });
  assert.deepEqual(moved(text, ranges, "start", 1), ranges);
});

test("a range is added in its place, and not over another", () => {
  const one = { start: 9, end: 14 };
  assert.deepEqual(added([one], { start: 0, end: 3 }), [{ start: 0, end: 3 }, one]);
  assert.equal(added([one], { start: 12, end: 20 }), null);
});

test("a border moves by characters, over spaces, and never into half of one", () => {
  const at = (start, end) => [{ start, end }];
  const one = { unit: "character" };
  assert.deepEqual(moved(text, at(0, 3), "end", 1, one), at(0, 5), "the space is stepped over");
  assert.deepEqual(moved(text, at(0, 5), "end", -1, one), at(0, 3));
  assert.deepEqual(moved(text, at(4, 7), "start", -1, one), at(2, 7));
  assert.deepEqual(moved(text, at(4, 5), "end", -1, one), at(4, 5), "nothing would be left");
  const family = "a \u{1f469}\u200d\u{1f467} b"; // 7 code points, the family is three of them
  const people = new Text([{ start: 0, end: 7, text: family }]);
  assert.deepEqual(moved(people, at(0, 1), "end", 1, one), at(0, 5));
  assert.deepEqual(moved(people, at(6, 7), "start", -1, one), at(2, 7));
});

test("a dragged border goes to the nearest word, or character, and not over the other border", () => {
  const at = (start, end) => [{ start, end }];
  assert.deepEqual(dragged(text, at(4, 7), 0, "end", 12, "word"), at(4, 14));
  assert.deepEqual(dragged(text, at(4, 7), 0, "end", 12, "character"), at(4, 12));
  assert.deepEqual(dragged(text, at(4, 7), 0, "start", 1, "word"), at(0, 7));
  assert.deepEqual(dragged(text, at(4, 7), 0, "start", 20, "word"), at(4, 7));
  const two = [{ start: 0, end: 3 }, { start: 9, end: 14 }];
  assert.deepEqual(dragged(text, two, 0, "end", 13, "word"), two, "not into the next range");
});

// -- cursor

const cursor = () => new Cursor(text, [{ start: 0, end: 15 }, { start: 16, end: 26 }]);
const here = { extend: false, from: 0 };
const extend = { extend: true, from: 0 };

test("the cursor goes by sentence and stays at the ends", () => {
  const it = cursor();
  assert.equal(said(it.sentence(1, here)), "One two, three.");
  assert.equal(said(it.sentence(1, here)), "Four five.");
  assert.equal(said(it.sentence(1, here)), "Four five.");
  assert.equal(said(it.sentence(-1, here)), "One two, three.");
});

test("a sentence is entered by its first or last word, and left word by word", () => {
  const it = cursor();
  it.sentence(1, here);
  assert.equal(said(it.word(1, here)), "One");
  assert.equal(said(it.word(1, here)), "two");
  it.set({ start: 0, end: 15 });
  assert.equal(said(it.word(-1, here)), "three");
});

test("Shift makes it longer and shorter by words", () => {
  const it = cursor();
  it.set({ start: 4, end: 7 });
  assert.equal(said(it.word(1, extend)), "two, three");
  assert.equal(said(it.word(1, extend)), "two, three. Four");
  assert.equal(said(it.word(-1, extend)), "two, three");
  assert.equal(said(it.word(-1, extend)), "two");
  assert.equal(said(it.word(-1, extend)), "One two");
});

test("Shift on a sentence takes its last word off, or adds the next sentence", () => {
  const it = cursor();
  it.sentence(1, here);
  assert.equal(said(it.word(-1, extend)), "One two");
  it.set({ start: 0, end: 15 });
  assert.equal(said(it.sentence(1, extend)), WORDS);
  it.clear();
  assert.equal(it.span, null);
});

test("a cursor that was done with words remembers where they end", () => {
  const it = cursor();
  it.word(1, { extend: false, from: 0 });
  const { end } = /** @type {{end: number}} */ (it.span);
  it.rest();
  assert.equal(it.span, null);
  assert.equal(it.rested, end);
  it.clear();
  assert.equal(it.rested, null);
});

// -- codebook

const certainty = {
  key: "certainty",
  label: "Certainty",
  kind: "ordinal",
  required: true,
  codes: [
    { key: "certain", label: "Certain", level: 4, colour: "certain", pattern: "solid", shortcut: "4" },
    { key: "possible", label: "Possible", level: 2, colour: "possible", pattern: "dash", shortcut: "2" },
  ],
};
const reason = { key: "reason", label: "Reason", kind: "multi", codes: [{ key: "a", label: "A" }, { key: "b", label: "B" }] };
const target = { key: "target", label: "Target", kind: "text", codes: [] };
const book = new Book({
  version: 1,
  layers: [{ key: "claim", label: "Claim", colour: "ink", pattern: "double", shortcut: "c", dimensions: [certainty, reason, target] }],
});

test("the line of a mark is that of its first code with a colour, or of its layer", () => {
  assert.deepEqual(book.line({ layer: "claim", codes: [{ dimension: "certainty", code: "possible" }] }), {
    colour: "possible",
    pattern: "dash",
  });
  assert.equal(book.line({ layer: "claim", codes: [{ dimension: "reason", code: "a" }] }).pattern, "double");
  assert.equal(book.line({ layer: "gone", codes: [] }).colour, "ink");
});

test("a code is set, replaced where one is taken, added where several are, and taken back", () => {
  const one = book.toggled(certainty, "certain", []);
  assert.deepEqual(book.toggled(certainty, "possible", one), [{ dimension: "certainty", code: "possible" }]);
  assert.deepEqual(book.toggled(certainty, "certain", one), []);
  assert.equal(book.toggled(reason, "b", book.toggled(reason, "a", one)).length, 3);
});

test("words are set, trimmed, and gone when they are empty", () => {
  const worded = book.worded("target", " the army ", []);
  assert.deepEqual(worded, [{ dimension: "target", words: "the army" }]);
  assert.deepEqual(book.worded("target", "  ", worded), []);
  assert.equal(book.answers({ layer: "claim", codes: worded })[0].words, "the army");
});

test("the first required question without an answer is named", () => {
  assert.equal(book.missing({ layer: "claim", codes: [] })?.label, "Certainty");
  assert.equal(book.missing({ layer: "claim", codes: book.toggled(certainty, "certain", []) }), undefined);
});

test("a layer is found by its key, small or capital", () => {
  assert.equal(book.layerOfKey("C")?.key, "claim");
  assert.equal(book.layerOfKey("x"), undefined);
});

// -- undo

test("deeds are taken back in turn, done again in turn, and a new one ends what could be done again", () => {
  const log = [];
  const deed = (what) => ({ what, undo: () => log.push(`-${what}`), redo: () => log.push(`+${what}`) });
  const undo = new Undo();
  assert.equal(undo.undo(), undefined);
  undo.did(deed("a"));
  undo.did(deed("b"));
  undo.undo();
  undo.undo();
  undo.redo();
  undo.did(deed("c"));
  assert.equal(undo.redo(), undefined);
  undo.undo();
  assert.deepEqual(log, ["-b", "-a", "+a", "-c"]);
});
