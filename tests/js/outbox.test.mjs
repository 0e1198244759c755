import assert from "node:assert/strict";
import { test } from "node:test";

import { fields, merged } from "../../static/js/outbox/conflict/merging.js";
import { alone } from "../../static/js/outbox/lock.js";
import { Storage } from "../../static/js/outbox/storage.js";
import { Undo } from "../../static/js/outbox/undo.js";
import { LOST, draft, open, page, refusal, server, turn } from "./remote.mjs";

// -- taking back

test("what was not sent yet is taken out of the outbox, and done again from there", async () => {
  const { saver, store, state, rows, ask, settled, stuck } = page();
  state.trouble = refusal(0);
  const first = saver.create(draft("one"));
  await stuck();
  const undo = new Undo(saver, ask);
  const second = saver.create(draft("two"));
  await stuck();
  assert.equal(undo.next.undo.subject, second);
  assert.deepEqual(await undo.go("undo"), { verb: "annotation.created", subject: second });
  assert.equal(store.get(second), undefined);
  assert.equal(undo.next.undo.subject, first);
  assert.equal(undo.next.redo.subject, second);
  await undo.go("redo");
  assert.equal(store.get(second).shown.note, "two");
  await undo.go("undo");
  saver.create(draft("three"));
  assert.equal(undo.next.redo, null, "something new ends what could be done again");
  state.trouble = null;
  await saver.sender.wake();
  await settled();
  assert.deepEqual([...rows.values()].map(({ note }) => note), ["one", "three"]);
});

test("what the server may have received is looked for before it is taken back", async () => {
  for (const trouble of [refusal(0), LOST]) {
    const { saver, store, state, rows, ask, done, settled, stuck } = page();
    const undo = new Undo(saver, ask);
    state.trouble = trouble;
    const id = saver.create(draft("one"));
    await stuck();
    state.trouble = null;
    await undo.go("undo");
    assert.deepEqual(store.all(), [], "gone from the page at once");
    await settled();
    assert.deepEqual([store.all(), done.length], [[], 0], "its creation is no deed of the server's any more");
    await undo.go("redo");
    await settled();
    assert.deepEqual([rows.get(id).deleted_at, rows.size, store.all().length], [null, 1, 1]);
  }
});

test("a change taken back while it is on its way leaves what was there before", async () => {
  const { saver, store, rows, ask, settled } = page();
  const undo = new Undo(saver, ask);
  const id = saver.create(draft("one"));
  await settled();
  saver.change(id, draft("two"), 1);
  await turn();
  await undo.go("undo");
  assert.equal(store.get(id).shown.note, "one");
  await settled();
  assert.deepEqual([rows.get(id).note, store.get(id).shown.note], ["one", "one"]);
  await undo.go("redo");
  await settled();
  assert.equal(rows.get(id).note, "two");
});

test("what arrived is taken back by the server's log", async () => {
  const { saver, store, ask, settled } = page();
  const undo = new Undo(saver, ask);
  const id = saver.create(draft("one"));
  await settled();
  assert.deepEqual(undo.next.undo, { verb: "annotation.created", subject: id });
  const told = await undo.go("undo");
  assert.equal(told.verb, "annotation.created");
  assert.deepEqual([store.all(), undo.next.undo, undo.next.redo.subject], [[], null, id]);
  assert.equal(await undo.go("undo"), null);
});

// -- several tabs

test("one tab sends what all of them did, and the others learn of it", async () => {
  const remote = server();
  const storage = new Storage(undefined);
  const channel = () => new BroadcastChannel("annotator.test");
  const channels = [channel(), channel()];
  try {
    const [one, other] = channels.map((each) => open(remote, { storage, channel: each }));
    const ids = [one, other, one, other].map(({ saver }, at) => saver.create(draft(String(at))));
    await Promise.all([one.settled(), other.settled()]);
    for (const { store, saver } of [one, other]) {
      while (store.all().some(({ state }) => state) || store.all().length < 4 || saver.ops.length) await turn();
      assert.deepEqual(new Set(store.all().map(({ shown }) => shown.id)), new Set(ids));
    }
    assert.deepEqual([remote.rows.size, remote.asked.length], [4, 4]);
  } finally {
    channels.forEach((each) => each.close());
  }
});

test("without Web Locks a lease says who is at it, and is given back", async () => {
  const { navigator } = globalThis;
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  try {
    const storage = new Storage(undefined);
    const mine = { storage, tab: "mine" };
    let stayed = false;
    assert.equal(await alone(mine, async (stay) => void (stayed = await stay())), true);
    assert.deepEqual([stayed, storage.spare.size], [true, 0]);
    await storage.update("lease", () => ({ key: "lease", tab: "another", until: Date.now() + 1e6 }));
    assert.equal(await alone(mine, async () => assert.fail()), false);
    await storage.update("lease", () => ({ key: "lease", tab: "another", until: 1 }));
    assert.equal(await alone(mine, async () => {}), true, "it has run out");
  } finally {
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  }
});

test("without a database it lies in memory, and is at risk until it has arrived", async () => {
  const { saver, settled } = page();
  saver.create(draft());
  assert.equal(saver.atRisk, true);
  await settled();
  assert.equal(saver.atRisk, false);
});

// -- two copies of one mark

const copy = (more) => ({ id: "a", version: 1, deleted_at: null, ...draft("note"), ...more });
const code = (dimension, key) => ({ dimension, code: key });

test("fields that differ are found; who alone changed one is proposed", () => {
  const before = copy({ codes: [code("certainty", "possible")] });
  const yours = copy({ codes: [code("certainty", "certain")], confidence: 3 });
  const theirs = copy({ codes: [code("certainty", "possible"), code("modality", "x")], note: "other" });
  const told = Object.fromEntries(fields(before, yours, theirs).map(({ name, differs, side }) => [name, differs && side]));
  assert.deepEqual(told, {
    ranges: false,
    layer: false,
    "codes certainty": "yours",
    "codes modality": "theirs",
    note: "theirs",
    confidence: "yours",
  });
});

test("a copy is put together of both, field by field; codes go with their layer", () => {
  const yours = copy({ codes: [code("certainty", "certain")], note: "mine", ranges: [{ start: 0, end: 4 }] });
  const theirs = copy({ codes: [code("certainty", "unclear"), code("modality", "x")], confidence: 2 });
  const both = merged(yours, theirs, new Map([["codes modality", "theirs"], ["confidence", "theirs"]]));
  assert.deepEqual(both, {
    layer: "claim",
    ranges: [{ start: 0, end: 4 }],
    codes: [code("certainty", "certain"), code("modality", "x")],
    note: "mine",
    confidence: 2,
  });
  const bias = copy({ layer: "bias", codes: [code("family", "lexical")] });
  assert.deepEqual(fields(null, yours, bias).map(({ name }) => name), ["ranges", "layer", "note", "confidence"]);
  assert.deepEqual(merged(yours, bias, new Map([["layer", "theirs"]])).codes, bias.codes);
});
