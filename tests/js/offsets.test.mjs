import assert from "node:assert/strict";
import { test } from "node:test";

import { Text, length, toPoints, toUnits } from "../../static/js/offsets.js";

const FAMILY = "👨‍👩‍👧‍👦"; // seven code points, eleven units, one grapheme
const FLAGS = "🇩🇪🇫🇷";
const ACCENT = "e\u0301"; // e and a combining acute
const AWKWARD = [
  "plain words",
  "💩This is an annotation.",
  `a ${FAMILY} b`,
  `${FLAGS} two flags`,
  `caf${ACCENT} au lait`,
  "السلام عليكم يا عالم",
  "שָׁלוֹם עוֹלָם",
  "a\u00a0b\u00a0c",
  "hy\u00adphen\u00adated words",
  "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏳️‍🌈 👍🏽 1️⃣",
  "한국어 क्षि ไทย",
];

/** Paragraphs with a gap of two line breaks between them. */
function textOf(...paragraphs) {
  let at = 0;
  return new Text(
    paragraphs.map((text) => {
      const start = at;
      const end = start + length(text);
      at = end + 2;
      return { start, end, text };
    }),
  );
}

test("a string has as many code points as Python counts", () => {
  assert.equal(length("💩This is an annotation."), 23);
  assert.equal(length(FAMILY), 7);
  assert.equal(length(""), 0);
});

for (const text of AWKWARD) {
  test(`each code point of ${JSON.stringify(text)} goes to units and back`, () => {
    const points = [...text];
    for (let point = 0; point <= points.length; point += 1) {
      const units = toUnits(text, point);
      assert.equal(units, points.slice(0, point).join("").length);
      assert.equal(toPoints(text, units), point);
    }
  });

  test(`each range of ${JSON.stringify(text)} is snapped to what holds it, once and for all`, () => {
    const page = textOf("before", text, "after");
    const { start, end } = page.paragraphs[1];
    const clusters = [...new Intl.Segmenter().segment(text)];
    for (let from = start; from < end; from += 1) {
      for (let to = from + 1; to <= end; to += 1) {
        const snapped = page.snap(from, to);
        const inside = [...text].slice(from - start, to - start).join("");
        if (!snapped) {
          assert.match(inside, /^\s+$/);
          continue;
        }
        const words = page.slice(snapped);
        assert.equal(words, [...text].slice(snapped.start - start, snapped.end - start).join(""));
        assert.deepEqual(page.snap(snapped.start, snapped.end), snapped, "snapping twice changes nothing");
        assert.equal(words.trim(), words);
        const borders = new Set([text.length, ...clusters.map((cluster) => cluster.index)]);
        assert.ok(borders.has(toUnits(text, snapped.start - start)));
        assert.ok(borders.has(toUnits(text, snapped.end - start)));
      }
    }
  });
}

test("a place inside a surrogate pair counts as before it", () => {
  assert.equal(toPoints("a💩b", 2), 1);
});

test("offsets past the end stay at the end", () => {
  assert.equal(toUnits("a💩", 9), 3);
  assert.equal(toPoints("a💩", 9), 2);
  assert.equal(toUnits("ab", 9), 2);
});

test("a part of a grapheme becomes all of it", () => {
  const page = textOf(`a ${FAMILY} b`);
  assert.deepEqual(page.snap(4, 5), { start: 2, end: 9 });
  assert.equal(page.slice({ start: 2, end: 9 }), FAMILY);
  assert.deepEqual(textOf(`caf${ACCENT}`).snap(3, 4), { start: 3, end: 5 });
  assert.deepEqual(textOf(FLAGS).snap(1, 2), { start: 0, end: 2 });
});

test("white space at the ends goes, of every kind that Python takes off", () => {
  const page = textOf("a \u00a0\u2003word\u3000\t b");
  const snapped = page.snap(1, 11);
  assert.equal(snapped && page.slice(snapped), "word");
});

test("a soft hyphen, a byte order mark and a zero width space are no white space", () => {
  for (const character of ["\u00ad", "\ufeff", "\u200b"]) {
    assert.deepEqual(textOf(`${character}a`).snap(0, 2), { start: 0, end: 2 });
  }
});

test("a mark on a space keeps its space", () => {
  const page = textOf("a \u0301b");
  assert.deepEqual(page.snap(1, 4), { start: 1, end: 4 });
});

test("a range that begins or ends in the gap between paragraphs is trimmed to the words", () => {
  const page = textOf("One.", "Two."); // 0-4, 6-10
  assert.deepEqual(page.snap(4, 8), { start: 6, end: 8 });
  assert.deepEqual(page.snap(5, 10), { start: 6, end: 10 });
  assert.deepEqual(page.snap(0, 6), { start: 0, end: 4 });
  assert.deepEqual(page.snap(1, 5), { start: 1, end: 4 });
  assert.equal(page.snap(4, 6), null);
});

test("a range over several paragraphs passes over the gaps and keeps them in its words", () => {
  const page = textOf("One.", "  ", "Three 👍.");
  assert.deepEqual(page.snap(2, 99), { start: 2, end: 18 });
  assert.equal(page.slice({ start: 2, end: 14 }), "e.\n\n  \n\nThre");
  assert.deepEqual(page.snap(4, 9), null);
  assert.deepEqual(page.parts({ start: 2, end: 12 }), [
    { index: 0, start: 2, end: 4 },
    { index: 1, start: 6, end: 8 },
    { index: 2, start: 10, end: 12 },
  ]);
});

test("a range before, behind or the wrong way round is none", () => {
  const page = textOf("One.");
  assert.equal(page.snap(3, 3), null);
  assert.equal(page.snap(4, 2), null);
  assert.equal(page.snap(40, 50), null);
  assert.deepEqual(page.snap(-5, 2), { start: 0, end: 2 });
  assert.equal(textOf().snap(0, 4), null);
});

test("words are found forwards and backwards, across paragraphs", () => {
  const page = textOf("💩 One, two.", "Three");
  const words = (span) => span && page.slice(span);
  assert.equal(words(page.wordFrom(0, 1)), "One");
  assert.equal(words(page.wordFrom(5, 1)), "two");
  assert.equal(words(page.wordFrom(11, 1)), "Three");
  assert.equal(page.wordFrom(17, 1), null);
  assert.equal(words(page.wordFrom(13, -1)), "two");
  assert.equal(words(page.wordFrom(99, -1)), "Three");
  assert.equal(page.wordFrom(1, -1), null);
});

test("the paragraph of a point is found among many", () => {
  const page = textOf(...Array.from({ length: 1000 }, (_, number) => `Paragraph ${number}.`));
  for (const [index, { start, end }] of page.paragraphs.entries()) {
    assert.equal(page.indexAt(start), index);
    assert.equal(page.indexAt(end - 1), index);
    assert.equal(page.indexAt(end), index + 1);
  }
});
