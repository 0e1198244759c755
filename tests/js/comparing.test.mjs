import assert from "node:assert/strict";
import { test } from "node:test";

import { inSight, pile, place, ribbon, stub } from "../../static/js/comparing/geometry.js";
import { meet } from "../../static/js/comparing/heights.js";
import { answer, chain } from "../../static/js/comparing/together.js";

const view = { scroll: 100, top: 50, height: 400 };

test("a passage in sight stands where it is drawn", () => {
  assert.deepEqual(place({ top: 150, bottom: 190 }, view), { from: 100, to: 140, beyond: 0 });
});

test("a passage that is partly scrolled away ends at the column's edge", () => {
  assert.deepEqual(place({ top: 80, bottom: 120 }, view), { from: 50, to: 70, beyond: 0 });
  assert.deepEqual(place({ top: 480, bottom: 520 }, view), { from: 430, to: 450, beyond: 0 });
});

test("what is scrolled away piles up at the edge that it went over", () => {
  const above = place({ top: 0, bottom: 40 }, view);
  const below = place({ top: 600, bottom: 640 }, view);
  assert.deepEqual([above.beyond, above.from, above.to], [-1, 50, 50]);
  assert.deepEqual([below.beyond, below.from, below.to], [1, 450, 450]);
  assert.deepEqual(pile([above, below, above]), { above: 2, below: 1 });
});

test("a ribbon is drawn unless both its ends went over the same edge", () => {
  const [above, here, below] = [{ beyond: -1 }, { beyond: 0 }, { beyond: 1 }];
  assert.equal(inSight(above, above), false);
  assert.equal(inSight(below, below), false);
  for (const [left, right] of [[here, here], [above, below], [here, below]]) assert.equal(inSight(left, right), true);
});

test("a ribbon stays within its gutter", () => {
  const { band, line, middle } = ribbon({ from: 0, to: 10 }, { from: 40, to: 60 }, 48);
  const xs = [...`${band} ${line}`.matchAll(/[MCL ](\d+(?:\.\d+)?) /g)].map(([, x]) => Number(x));
  assert.ok(xs.every((x) => x >= 0 && x <= 60), String(xs));
  assert.equal(middle, (5 + 50) / 2);
});

test("passages meet where they are wanted when both columns can scroll there", () => {
  const found = meet([{ top: 500, room: 1000 }, { top: 800, room: 1000 }], 120);
  assert.equal(found.height, 120);
  assert.deepEqual(found.columns, [{ scroll: 380, extra: 0 }, { scroll: 680, extra: 0 }]);
});

test("a first sentence can't be scrolled down to the other: the other comes up to it", () => {
  const found = meet([{ top: 0, room: 1000 }, { top: 700, room: 1000 }], 200);
  assert.equal(found.height, 0);
  assert.deepEqual(found.columns.map(({ scroll }) => scroll), [0, 700]);
});

test("a last sentence meets a first one by room below its column's end", () => {
  const { height, columns } = meet([{ top: 20, room: 300 }, { top: 900, room: 600 }], 200);
  assert.equal(height, 20);
  assert.deepEqual(columns, [{ scroll: 0, extra: 0 }, { scroll: 880, extra: 280 }]);
});

test("both are seen whole, even when that takes room below", () => {
  const { height, columns } = meet([{ top: 950, room: 500 }, { top: 900, room: 500 }], 500, 360);
  assert.equal(height, 360);
  assert.deepEqual(columns.map(({ extra }) => extra), [90, 40]);
});

test("five passages meet at one height, whichever column has the least room", () => {
  const ends = [500, 20, 800, 300, 640].map((top) => ({ top, room: 400 }));
  const { height, columns } = meet(ends, 200);
  assert.equal(height, 20);
  for (const [at, { scroll }] of columns.entries()) assert.equal(ends[at].top - scroll, height);
});

test("a stub stays in its gutter, beside its own column, however many a passage has", () => {
  for (const width of [48, 96]) {
    for (const rank of [0, 1, 2, 3]) {
      const left = stub({ from: 40, to: 60 }, { width, fromLeft: true, rank });
      const right = stub({ from: 40, to: 60 }, { width, fromLeft: false, rank });
      for (const { x, y } of [left, right]) {
        assert.ok(x >= 8 && x <= width - 8, `${x} of ${width}`);
        assert.equal(y, 50);
      }
      assert.ok(left.line.startsWith("M0 ") && right.line.startsWith(`M${width} `));
    }
  }
});

test("columns that scroll together keep to the anchors that have one order", () => {
  const kept = chain([[100, 100], [200, 900], [300, 200], [400, 300], [500, 50]]);
  assert.deepEqual(kept, [[100, 100], [300, 200], [400, 300]]);
  assert.deepEqual(chain([]), []);
});

test("between two anchors the other column goes in proportion, at an anchor to its counterpart", () => {
  const kept = [[0, 0], [100, 300], [200, 400], [1000, 800]];
  assert.equal(answer(kept, 100), 300);
  assert.equal(answer(kept, 50), 150);
  assert.equal(answer(kept, 150), 350);
  assert.equal(answer(kept, 1000), 800);
  const heights = Array.from({ length: 101 }, (_, at) => answer(kept, at * 10));
  assert.deepEqual(heights, [...heights].sort((a, b) => a - b));
});
