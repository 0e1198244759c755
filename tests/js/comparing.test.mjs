import assert from "node:assert/strict";
import { test } from "node:test";

import { inSight, pile, place, ribbon } from "../../static/js/comparing/geometry.js";
import { meet } from "../../static/js/comparing/heights.js";

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
