import assert from "node:assert/strict";
import { test } from "node:test";

import { LOST, draft, open, page, refusal, server, turn } from "./remote.mjs";

const methods = (asked) => asked.map((each) => each.split(" ")[0]);

test("a mark is shown at once and saved after", async () => {
  const { store, saver, rows, settled } = page();
  const id = saver.create(draft());
  assert.equal(store.get(id).state, "pending");
  await settled();
  assert.equal(store.get(id).state, undefined);
  assert.equal(store.get(id).shown.version, 1);
  assert.equal(rows.size, 1);
  assert.deepEqual(saver.ops, []);
});

test("a server that is away is asked again until it is back; the mark waits in sight, and is there once", async () => {
  const { store, saver, rows, asked, settled } = page([refusal(0), refusal(503), refusal(429)]);
  const seen = [];
  store.addEventListener("change", () => seen.push([...store.entries.values()][0]?.state));
  saver.create(draft());
  await settled();
  assert.ok(seen.includes("waiting"));
  assert.equal(asked.length, 4);
  assert.equal(rows.size, 1);
  assert.equal(saver.sender.trouble, "");
});

test("a request whose answer was lost is sent again and changes nothing: no double, no false conflict", async () => {
  const { store, saver, rows, first, settled } = page([LOST]);
  const id = saver.create(draft("one"));
  await settled();
  first.push(LOST);
  saver.change(id, draft("two"), 1);
  await settled();
  assert.deepEqual([rows.get(id).note, rows.get(id).version], ["two", 2]);
  assert.equal(store.get(id).shown.version, 2);
  first.push(LOST);
  saver.remove(id);
  await settled();
  assert.equal(rows.get(id).version, 3);
  assert.deepEqual([store.all(), saver.ops], [[], []]);
});

test("what waits when the page is closed is shown over the list of the next one, and sent once", async () => {
  const remote = server();
  remote.state.trouble = refusal(0);
  const before = open(remote);
  const id = before.saver.create(draft("one"));
  before.saver.change(id, draft("two"));
  const other = before.saver.create(draft("three"));
  await before.stuck();
  remote.state.trouble = null;
  const after = open(remote, { storage: before.storage });
  await turn();
  assert.equal(after.store.get(id).shown.note, "two");
  await after.settled();
  assert.deepEqual([remote.rows.get(id).note, remote.rows.get(other).note, remote.rows.size], ["two", "three", 2]);
  assert.deepEqual(methods(remote.asked).slice(-3), ["POST", "PATCH", "POST"]);
});

test("another person of the same browser neither sees nor sends it", async () => {
  const remote = server();
  remote.state.trouble = refusal(0);
  const mine = open(remote);
  mine.saver.create(draft());
  await mine.stuck();
  remote.state.trouble = null;
  const other = open(remote, { storage: mine.storage, me: { id: 2, name: "Bo", initials: "B", hue: 1 } });
  await turn();
  await turn();
  assert.deepEqual([other.saver.ops, other.store.all(), remote.rows.size], [[], [], 0]);
  await mine.saver.sender.wake();
  assert.equal(remote.rows.size, 1);
});

test("somebody who is signed out keeps what they did, and it goes on when they are back", async () => {
  const { saver, store, state, rows, settled, stuck } = page();
  for (const trouble of [refusal(401), refusal(403, { detail: "CSRF Failed: token missing." })]) {
    state.trouble = trouble;
    const id = saver.create(draft());
    await stuck();
    assert.deepEqual([saver.sender.signedOut, store.get(id).state], [true, "waiting"]);
    // Tried once more in vain: whatever is drawn meanwhile goes on saying what is the matter.
    const drawn = new Set();
    const look = () => drawn.add(saver.sender.signedOut);
    saver.outbox.addEventListener("change", look);
    await saver.sender.wake();
    saver.outbox.removeEventListener("change", look);
    assert.deepEqual([...drawn], [true]);
  }
  state.trouble = null;
  saver.retry();
  await settled();
  assert.deepEqual([saver.sender.signedOut, rows.size], [false, 2]);
});

test("what the server refuses stays in sight with its reason, until it is put right, sent again or given up", async () => {
  const { store, saver, first, rows, asked, settled } = page([refusal(422), refusal(422)]);
  const id = saver.create(draft());
  await settled();
  assert.deepEqual([store.get(id).state, store.get(id).reason], ["failed", "Said so."]);
  saver.retry(id);
  await settled();
  assert.equal(store.get(id).state, "failed");
  saver.change(id, draft("right"));
  await settled();
  assert.deepEqual([rows.get(id).note, store.get(id).state, methods(asked)], ["right", undefined, ["POST", "POST", "POST"]]);

  first.push(refusal(403));
  saver.change(id, draft("no"), 1);
  const other = saver.create(draft());
  await settled();
  assert.equal(store.get(id).state, "failed");
  assert.ok(rows.has(other), "what was refused holds up nothing else");
  saver.discard(id);
  assert.deepEqual([store.get(id).shown.note, store.get(id).state], ["right", undefined]);
});

test("a change made before the first save arrived is sent after it, over its version", async () => {
  const { store, saver, rows, asked, settled } = page();
  const id = saver.create(draft("one"));
  saver.change(id, draft("two"));
  saver.change(id, draft("three"));
  assert.equal(store.get(id).shown.note, "three");
  await settled();
  assert.deepEqual([rows.get(id).note, store.get(id).shown.note], ["three", "three"]);
  assert.deepEqual(methods(asked), ["POST", "PATCH", "PATCH"]);
});

test("a change over a version that is no longer the newest is a conflict: both copies are kept until one chooses", async () => {
  const { store, saver, rows, settled } = page();
  const id = saver.create(draft("one"));
  await settled();
  rows.set(id, { ...rows.get(id), note: "theirs", version: 2 });
  let met = 0;
  saver.addEventListener("conflict", () => (met += 1));
  saver.change(id, draft("mine"), 1);
  await settled();
  const { yours, theirs, before } = saver.conflict(id);
  assert.deepEqual([met, yours.note, theirs.note, before.note], [1, "mine", "theirs", "one"]);
  assert.deepEqual([store.get(id).state, store.get(id).conflict, rows.get(id).note], ["failed", true, "theirs"]);
  saver.change(id, draft("mine, again"));
  await settled();
  assert.equal(rows.get(id).note, "theirs", "changing mine once more is no choice");
  saver.resolve(id, draft("both"));
  await settled();
  assert.deepEqual([rows.get(id).note, rows.get(id).version, store.get(id).state], ["both", 3, undefined]);
});

test("what came in while somebody wrote is no part of what they had looked at", async () => {
  const { store, saver, rows, settled } = page();
  const id = saver.create(draft("one"));
  await settled();
  rows.set(id, { ...rows.get(id), note: "theirs", version: 2 });
  store.hear(rows.get(id));
  saver.change(id, draft("mine"), 1);
  await settled();
  const { yours, theirs, before } = saver.conflict(id);
  assert.deepEqual([yours.note, theirs.note, before.note], ["mine", "theirs", "one"]);
});

test("what was deleted meanwhile is brought back with mine, or let go", async () => {
  for (const back of [true, false]) {
    const { store, saver, rows, settled } = page();
    const id = saver.create(draft("one"));
    await settled();
    rows.set(id, { ...rows.get(id), deleted_at: "then", version: 2 });
    saver.change(id, draft("mine"), 1);
    await settled();
    assert.ok(saver.conflict(id).theirs.deleted_at);
    if (back) saver.resolve(id, draft("mine"));
    else saver.discard(id);
    await settled();
    assert.deepEqual([!rows.get(id).deleted_at, store.all().length], [back, back ? 1 : 0]);
    if (back) assert.equal(rows.get(id).note, "mine");
  }
});

test("deleting what was changed meanwhile asks, and deletes it all the same when that is the choice", async () => {
  const { store, saver, rows, settled } = page();
  const id = saver.create(draft("one"));
  await settled();
  rows.set(id, { ...rows.get(id), note: "theirs", version: 2 });
  saver.remove(id);
  await settled();
  assert.deepEqual([saver.conflict(id).theirs.note, rows.get(id).deleted_at], ["theirs", null]);
  saver.resolve(id, null);
  await settled();
  assert.ok(rows.get(id).deleted_at);
  assert.deepEqual(store.all(), []);
});

test("a refused mark that is deleted is gone; a deletion is made good, also of what never arrived", async () => {
  const { store, saver, rows, settled } = page([refusal(422)]);
  const never = saver.create(draft());
  await settled();
  saver.remove(never);
  await settled();
  assert.deepEqual([store.get(never), rows.size], [undefined, 0]);
  const id = saver.create(draft());
  saver.remove(id);
  saver.restore(id);
  await settled();
  assert.deepEqual([store.all().length, rows.get(id).deleted_at], [1, null]);
});
