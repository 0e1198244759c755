import assert from "node:assert/strict";
import { test } from "node:test";

import { ends } from "../../static/js/printing.js";

const mark = (...ranges) => ({ shown: { ranges: ranges.map(([start, end]) => ({ start, end })) } });

test("a number stands behind the last word of its mark, once for a mark of several ranges", () => {
  assert.deepEqual(ends([mark([0, 4], [10, 14]), mark([6, 8])]), [[8, [2]], [14, [1]]]);
});

test("marks that end at one place share a place", () => {
  assert.deepEqual(ends([mark([0, 9]), mark([5, 9])]), [[9, [1, 2]]]);
});
