import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/api.js";
import { Drafts } from "../../static/js/comments/drafts.js";
import { beingTyped, completed, fitting } from "../../static/js/comments/mentions.js";
import { Thread } from "../../static/js/comments/thread.js";

const ME = { id: 1, name: "Ana", initials: "A", hue: 0 };
const BO = { id: 2, name: "Bo Larsen", initials: "BL", hue: 2 };
const MARK = "00000000-0000-4000-8000-000000000001";
const refusal = (status, extra = {}) => new Refused({ type: "/problems/x", title: "x", detail: "Said so.", status, ...extra });
const turn = () => new Promise((done) => setTimeout(done, 5));

/** What `localStorage` is, without a browser. */
function storage() {
  const rows = new Map();
  return {
    rows,
    getItem: (key) => rows.get(key) ?? null,
    setItem: (key, value) => void rows.set(key, value),
    removeItem: (key) => void rows.delete(key),
  };
}

/** A server in memory, with a list of refusals that it gives first to what is written. */
function server(refusals = []) {
  const rows = new Map();
  const read = { number: 0, resolved: false };
  const told = (row) => ({ html: `<p>${row.body}</p>`, author: ME, mine: true, mentions: [], edited_at: null, deleted_at: null, ...row });
  const add = (row) => {
    if (!rows.has(row.id)) rows.set(row.id, told({ number: rows.size + 1, version: 1, created_at: "2026-01-01T00:00:00Z", ...row }));
    return { ...rows.get(row.id) };
  };
  const whole = () => ({
    ...{ annotation_deleted: false, read: read.number, newest: rows.size, comments: [...rows.values()].map((row) => ({ ...row })) },
    ...{ resolved_at: read.resolved ? "2026-01-01T00:00:00Z" : null, resolved_by: read.resolved ? ME : null },
  });
  const request = async (method, path, { body, version } = {}) => {
    await turn();
    if (method === "GET") return { data: whole() };
    const refused = refusals.shift();
    if (refused) throw refused;
    if (path.endsWith("/read/")) read.number = body.number;
    if (path.endsWith("/resolve/") || path.endsWith("/reopen/")) {
      read.resolved = path.endsWith("/resolve/");
      return { data: whole() };
    }
    if (method === "POST" && body?.id) return { data: add(body) };
    const row = rows.get(path.split("/")[2]);
    if (method === "PATCH" && version !== row.version) throw refusal(412, { current: { ...row } });
    if (row) Object.assign(row, body ?? {}, { version: row.version + 1 });
    if (method === "DELETE") row.deleted_at = "now";
    return { data: row && { ...row } };
  };
  return { rows, read, add, request };
}

function opened(refusals, kept = storage()) {
  const remote = server(refusals);
  const drafts = new Drafts(ME.id, kept);
  const thread = new Thread(MARK, { me: ME, drafts, request: remote.request, pause: 1 });
  return { thread, drafts, kept, ...remote };
}

/** Wait until something holds; each change of the thread is a chance. */
const until = (thread, holds) =>
  new Promise((done) => {
    const look = () => {
      if (!holds()) return;
      thread.removeEventListener("change", look);
      done();
    };
    thread.addEventListener("change", look);
    look();
  });

test("a comment stands in the thread at once, and is the server's after", async () => {
  const { thread, rows } = opened();
  const id = thread.say("Hello");
  assert.equal(thread.comments.get(id).state, "pending");
  assert.equal(thread.talk().count, 0);
  await until(thread, () => !thread.comments.get(id).state);
  assert.equal(rows.size, 1);
  assert.equal(thread.comments.get(id).html, "<p>Hello</p>");
  assert.deepEqual(thread.talk(), { count: 1, unread: 0, resolved: false });
});

test("what could not be sent is kept in sight, tried again, and there once", async () => {
  const { thread, rows, kept } = opened([refusal(0), refusal(503)]);
  const id = thread.say("Hello");
  await until(thread, () => thread.comments.get(id).state === "failed");
  assert.equal(thread.comments.get(id).trying, true);
  assert.match([...kept.rows.values()][0], /Hello/);
  await until(thread, () => !thread.comments.get(id).state);
  assert.equal(rows.size, 1);
  assert.equal(kept.rows.size, 0);
});

test("what was not sent when the page was left is sent by the next one", async () => {
  const kept = storage();
  const before = opened([refusal(422)], kept);
  const id = before.thread.say("Hello");
  await until(before.thread, () => before.thread.comments.get(id).state === "failed");
  const { thread, rows } = opened([], kept);
  await until(thread, () => thread.comments.get(id) && !thread.comments.get(id).state);
  assert.deepEqual([...rows.keys()], [id]);
  assert.equal(kept.rows.size, 0);
});

test("what is refused for good waits for a person, who may take the words back", async () => {
  const { thread, rows, kept } = opened([refusal(403)]);
  const id = thread.say("Hello");
  await until(thread, () => thread.comments.get(id).state === "failed");
  assert.equal(thread.comments.get(id).trying, false);
  assert.equal(thread.giveUp(id), "Hello");
  await turn();
  assert.deepEqual([thread.all().length, rows.size, kept.rows.size], [0, 0, 0]);
});

test("a comment that waits is not lost, and not there twice, when the thread is asked for meanwhile", async () => {
  const { thread, add } = opened([refusal(0)]);
  const id = thread.say("Hello");
  add({ id, body: "Hello" }); // it did get there: only the answer was lost
  await thread.load();
  assert.equal(thread.all().length, 1);
  assert.equal(thread.comments.get(id).state, undefined);
});

test("others' comments are unread until they were seen, one's own never", async () => {
  const { thread, add, read } = opened();
  add({ id: "a", body: "One", author: BO, mine: false });
  add({ id: "b", body: "Two" });
  add({ id: "c", body: "Three", author: BO, mine: false });
  await thread.load();
  assert.equal(thread.talk().unread, 2);
  await thread.seen();
  assert.equal(thread.talk().unread, 0);
  assert.equal(read.number, 3);
});

test("of two windows that change one comment the second is told, and its thread shows what stands", async () => {
  const { thread, add, rows } = opened();
  add({ id: "a", body: "One" });
  await thread.load();
  Object.assign(rows.get("a"), { body: "Changed elsewhere", version: 2 });
  await assert.rejects(thread.change("a", "Mine", 1), { status: 412 });
  assert.equal(thread.comments.get("a").body, "Changed elsewhere");
  await thread.change("a", "Mine", 2);
  assert.equal(rows.get("a").body, "Mine");
});

test("a deleted comment leaves its place, and counts no more", async () => {
  const { thread, add } = opened();
  add({ id: "a", body: "One" });
  await thread.load();
  await thread.remove("a");
  assert.ok(thread.comments.get("a").deleted_at);
  assert.equal(thread.talk().count, 0);
});

test("a thread is settled and opened again", async () => {
  const { thread, add } = opened();
  add({ id: "a", body: "One" });
  await thread.load();
  await thread.resolve(true);
  assert.equal(thread.resolved.by.id, ME.id);
  await thread.resolve(false);
  assert.equal(thread.talk().resolved, false);
});

test("what is begun is kept for each person and mark by itself, and gone when it is empty", () => {
  const kept = storage();
  new Drafts(1, kept).keep(MARK, { text: "Half a" });
  assert.equal(new Drafts(1, kept).of(MARK).text, "Half a");
  assert.equal(new Drafts(2, kept).of(MARK).text, undefined);
  new Drafts(1, kept).keep(MARK, { text: "" });
  assert.equal(kept.rows.size, 0);
});

test("a browser that keeps nothing keeps it as long as the page lasts", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); }, removeItem: () => {} };
  const drafts = new Drafts(1, full);
  drafts.keep(MARK, { text: "Half a" });
  assert.equal(drafts.of(MARK).text, "Half a");
});

// -- mentions

for (const [text, begun] of [
  ["@", ""],
  ["@bo", "bo"],
  ["Hi @Bö.x", "Bö.x"],
  ["(@bo", "bo"],
  ["mail a@bo", null],
  ["@bo ", null],
  ["http://x/@bo", null],
  ["👩‍🚒 @b", "b"],
]) {
  test(`in “${text}” is begun: ${begun}`, () => {
    assert.equal(beingTyped(text, text.length)?.begun ?? null, begun);
  });
}

test("members fit by user name first, then by any of their names, without accents", () => {
  const members = [
    { username: "zoe", person: { ...BO, name: "Zoë Bø" } },
    { username: "bo", person: BO },
    { username: "lars", person: { ...BO, name: "Émile" } },
  ];
  assert.deepEqual(fitting(members, "L").map(({ username }) => username), ["lars", "bo"]);
  assert.deepEqual(fitting(members, "emi").map(({ username }) => username), ["lars"]);
  assert.deepEqual(fitting(members, "zo").map(({ username }) => username), ["zoe"]);
  assert.deepEqual(fitting(members, "q"), []);
});

test("a name takes the place of what was begun, with one blank behind it", () => {
  assert.deepEqual(completed("Hi @b", 5, 3, "bo"), { text: "Hi @bo ", caret: 7 });
  assert.deepEqual(completed("Hi @b there", 5, 3, "bo"), { text: "Hi @bo there", caret: 7 });
});
