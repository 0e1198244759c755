import assert from "node:assert/strict";
import test from "node:test";

import { facts } from "../../static/js/sharing/telling.js";

const SHARE = {
  id: 1,
  with_names: false,
  with_notes: false,
  created_by: { name: "Ada" },
  created_at: "2026-05-04T12:00:00Z",
  expires_at: null,
  opened: 0,
  last_opened_at: null,
  works: true,
};

test("a link says who made it, what it shows, and that nobody opened it", () => {
  assert.deepEqual(facts(SHARE, "en-GB"), ["Ada, 4 May 2026", "without names", "not opened yet"]);
});

test("a link says when it ends, how often it was opened, and that it does not work", () => {
  const told = facts(
    { ...SHARE, with_names: true, with_notes: true, expires_at: "2026-06-04T12:00:00Z", opened: 3, last_opened_at: "2026-05-05T12:00:00Z", works: false },
    "en-GB",
  );
  assert.equal(told.length, 6);
  assert.match(told[3], /^until 4 Jun/);
  assert.match(told[4], /^opened 3 times, last 5 May 2026/);
  assert.match(told[5], /^does not work/);
});
