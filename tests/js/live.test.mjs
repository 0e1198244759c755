import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import * as cursor from "../../static/js/live/cursor.js";
import { Lead } from "../../static/js/live/lead.js";
import { Stream } from "../../static/js/live/stream.js";

/** Streams of a server that says what the test says. */
class Source extends EventTarget {
  static made = [];
  open = true;

  constructor(address) {
    super();
    this.address = new URL(address, "http://a.example");
    Source.made.push(this);
  }

  close() {
    this.open = false;
  }

  say(kind, id, data = {}) {
    this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify(data), lastEventId: id }));
  }

  get after() {
    return this.address.searchParams.get("after");
  }
}
const last = () => Source.made.at(-1);
const make = (address) => new Source(address);

beforeEach(() => {
  Source.made = [];
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});
afterEach(() => mock.timers.reset());

function streaming(heard) {
  const told = [];
  const stream = new Stream(1, { hear: (kind, data, at) => told.push([kind, at]), state: (up) => told.push(up), make });
  stream.open(new Map(heard));
  return { stream, told };
}

test("a cursor is written as it is read", () => {
  for (const each of ["", "3:120", "3:120,5:44"]) assert.equal(cursor.write(cursor.read(each)), each);
});

test("a stream that breaks is opened again behind the last thing heard, later each time", () => {
  const { told } = streaming([[3, 7], [5, 1]]);
  assert.deepEqual(last().address.searchParams.getAll("project"), ["3", "5"]);
  assert.equal(last().after, "3:7,5:1");
  last().say("change", "3:8,5:1");
  last().onerror();
  assert.equal(Source.made.length, 1);
  mock.timers.tick(700);
  assert.equal(last().after, "3:8,5:1");
  last().onerror();
  mock.timers.tick(700);
  assert.equal(Source.made.length, 2);
  mock.timers.tick(700);
  assert.equal(Source.made.length, 3);
  assert.deepEqual(told, [true, ["change", "3:8,5:1"], false, false]);
});

test("silence is a broken stream, and a machine that wakes up does not wait for that", () => {
  const { stream } = streaming([[3, 7]]);
  last().say("alive", "3:7");
  stream.wake();
  assert.equal(Source.made.length, 1);
  mock.timers.tick(30_000);
  stream.wake();
  assert.equal(Source.made.length, 2);
  mock.timers.tick(50_000);
  mock.timers.tick(700);
  assert.equal(Source.made.length, 3);
  assert.deepEqual(Source.made.map(({ open }) => open), [false, false, true]);
});

function leading() {
  const posts = [];
  const lead = new Lead(1, (post) => posts.push(post), make);
  return { lead, posts, of: (kind) => posts.filter((post) => post.kind === kind) };
}

test("a new leader asks who is there, and begins behind the tab that heard least", () => {
  const { lead, posts, of } = leading();
  assert.deepEqual(posts, [{ kind: "who" }]);
  lead.want(3, 12);
  lead.want(3, 9);
  lead.want(5, 1);
  assert.equal(Source.made.length, 0);
  mock.timers.tick(100);
  assert.equal(last().after, "3:9,5:1");
  assert.deepEqual(of("open").at(-1).heard, [[3, 9], [5, 1]]);
});

test("who comes later with less has it opened again from there; with the same, it goes on", () => {
  const { lead, of } = leading();
  lead.want(3, 9);
  mock.timers.tick(100);
  last().say("presence", "3:9", { project: 3, revision: 4, people: ["Ann"] });
  last().say("change", "3:10", { project: 3, seq: 10 });
  lead.want(3, 10);
  assert.equal(Source.made.length, 1);
  assert.deepEqual(of("said").at(-1).data.people, ["Ann"]);
  lead.want(3, 8);
  assert.equal(last().open, false);
  mock.timers.tick(30);
  assert.equal(last().after, "3:8");
  assert.deepEqual(of("open").at(-1).heard, [[3, 8]]);
});

test("what nobody wanted for long is left out when the stream is opened anew", () => {
  const { lead } = leading();
  lead.want(3, 9);
  mock.timers.tick(100);
  mock.timers.tick(301_000);
  lead.want(5, 1);
  mock.timers.tick(30);
  assert.equal(last().after, "5:1");
});
