import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, IDLE } from "../../static/js/task/clock.js";

const S = 1000;

/** A clock of a page in sight. */
function running() {
  const clock = new Clock();
  clock.show(true, 0);
  return clock;
}

test("nothing counts before somebody does something", () => {
  assert.equal(running().take(500 * S), 0);
});

test("what is done counts from then on, and the rest of a second is kept", () => {
  const clock = running();
  clock.act(10 * S);
  assert.equal(clock.take(15.5 * S), 5);
  clock.act(16 * S);
  assert.equal(clock.take(16.5 * S), 1);
});

test("who does nothing for a minute is elsewhere", () => {
  const clock = running();
  clock.act(0);
  assert.equal(clock.take(3600 * S), IDLE / S);
  assert.equal(clock.take(7200 * S), 0);
  clock.act(7200 * S);
  clock.act(7230 * S);
  assert.equal(clock.take(7240 * S), 40);
});

test("a page out of sight does not count", () => {
  const clock = running();
  clock.act(0);
  clock.show(false, 10 * S);
  clock.act(20 * S);
  assert.equal(clock.take(40 * S), 10);
  clock.show(true, 50 * S);
  assert.equal(clock.take(60 * S), 10);
});

test("asking often counts what asking once does", () => {
  const often = running();
  const once = running();
  let sum = 0;
  for (let now = 0; now <= 300 * S; now += 700) {
    for (const clock of [often, once]) {
      if (now % 5600 === 0) clock.act(now);
    }
    sum += often.take(now);
  }
  assert.equal(sum, once.take(300 * S - (300 * S % 700)));
});

test("what could not be told is told the next time", () => {
  const clock = running();
  clock.act(0);
  const seconds = clock.take(20 * S);
  clock.putBack(seconds);
  assert.equal(clock.take(25 * S), 25);
});
