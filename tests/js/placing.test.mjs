import assert from "node:assert/strict";
import { test } from "node:test";

import { spot } from "../../static/js/elements/placing.js";

const LINE = 30;
const words = (top, lines = 1) => ({ top, bottom: top + lines * LINE, first: top + LINE, last: top + (lines - 1) * LINE });
const given = (top, more = {}) => ({ words: words(top), height: 400, floor: 860, up: 2000, down: 2000, ...more });

test("it stands below the words where there is room, else above them", () => {
  assert.deepEqual(spot(given(100)), { top: 144, scroll: 0 });
  assert.deepEqual(spot(given(600)), { top: 186, scroll: 0 });
});

test("the page goes down so that it has room below", () => {
  const { top, scroll } = spot(given(300, { height: 550, floor: 660 }));
  assert.ok(scroll > 0);
  assert.equal(top - scroll + 550, 652);
});

test("at the end of the page it goes up instead", () => {
  const { top, scroll } = spot(given(500, { height: 550, floor: 660, down: 10 }));
  assert.ok(scroll < 0);
  assert.equal(top - scroll, 8);
});

test("all of it is in the window wherever the words stand, and the page is scrolled no further than it goes", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
  for (let round = 0; round < 2000; round += 1) {
    const floor = 500 + random(500);
    const height = 100 + random(floor - 120);
    const [up, down] = [random(900), random(900)];
    const { top, scroll } = spot({ words: words(random(floor) - 10, 1 + random(14)), height, floor, up, down });
    const at = top - scroll;
    assert.ok(at >= 8 && at + height <= floor, `${at} + ${height} in ${floor}`);
    assert.ok(scroll <= down && -scroll <= up);
  }
});
