import assert from "node:assert/strict";
import { test } from "node:test";

import { byLine, cardsPerLine, folded, stack } from "../../static/js/stacking.js";

const box = (wanted, height = 50) => ({ wanted, height });

test("cards with room stand at their lines", () => {
  assert.deepEqual(stack([box(0), box(100), box(300)], -1, 8), [0, 100, 300]);
});

test("cards without room follow each other", () => {
  assert.deepEqual(stack([box(0), box(10), box(20), box(400)], -1, 8), [0, 58, 116, 400]);
});

test("the active card keeps its line, those above make room upwards", () => {
  assert.deepEqual(stack([box(0), box(10), box(20), box(30)], 2, 8), [-96, -38, 20, 78]);
});

test("no two cards ever overlap, in order, and the active one is where it wants to be", () => {
  let seed = 11;
  const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
  for (let round = 0; round < 200; round += 1) {
    const boxes = Array.from({ length: 1 + random(30) }, () => box(random(900), 20 + random(100)));
    boxes.sort((a, b) => a.wanted - b.wanted);
    const active = random(boxes.length + 1) - 1;
    const tops = stack(boxes, active, 6);
    if (active >= 0) assert.equal(tops[active], boxes[active].wanted);
    for (let at = 1; at < tops.length; at += 1) {
      assert.ok(tops[at] >= tops[at - 1] + boxes[at - 1].height + 6);
    }
  }
});

test("cards of one line are one group", () => {
  const groups = byLine([box(0), box(2), box(38), box(40), box(90)], 38);
  assert.deepEqual(groups.map((group) => group.length), [2, 2, 1]);
});

test("a line shows as many cards as fit beside the text", () => {
  const heights = { room: 1000, card: 60, more: 24 };
  assert.equal(cardsPerLine([3, 3], heights), 3);
  assert.equal(cardsPerLine(Array(8).fill(5), heights), 1);
  assert.equal(cardsPerLine(Array(200).fill(5), heights), 0);
  assert.equal(cardsPerLine([], heights), 3);
});

test("a card that would be hidden alone is shown, briefly where there is no room; what must stay, stays", () => {
  const none = () => false;
  assert.deepEqual(folded([..."abcd"], 2, none), { shown: ["a", "b"], hidden: ["c", "d"], brief: null });
  assert.deepEqual(folded([..."abc"], 2, none), { shown: ["a", "b", "c"], hidden: [], brief: null });
  assert.deepEqual(folded(["a"], 0, none), { shown: ["a"], hidden: [], brief: "a" });
  assert.deepEqual(folded(["a"], 0, () => true), { shown: ["a"], hidden: [], brief: null });
  assert.deepEqual(folded([..."abc"], 0, none), { shown: [], hidden: ["a", "b", "c"], brief: null });
  assert.deepEqual(folded([..."abc"], 0, (card) => card === "b"), { shown: ["b"], hidden: ["a", "c"], brief: null });
  assert.deepEqual(folded([..."abc"], 1, (card) => card === "c").hidden, []);
});
