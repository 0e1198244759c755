// @ts-check
/** What becomes of decisions: shown at once, sent in their order, and put back where the server refuses them. */

/** @import { Refused } from "../api.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Decision, Draft, Item } from "./items.js" */

import { request, uuid } from "../api.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { body, counts, draftOf, merged, missing, nextOpen, unchanged } from "./items.js";
import { Sending } from "./sending.js";
import { told } from "./words.js";

export class Deciding {
  /** @type {string[]} keys of what was decided here, newest last */
  #trail = [];
  /** @type {Map<string, Decision | null>} what the server has, by item */
  #saved = new Map();
  #behind = false; // whether the table is to be read anew when nothing is under way
  sending = new Sending();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.base = `/revisions/${desk.data.revision.id}`;
    this.remember(desk.items);
    this.sending.addEventListener("change", () => {
      desk.status();
      if (!this.sending.waiting && this.#behind) void this.read();
    });
  }

  /** @param {Item[]} items - as the server has them */
  remember(items) {
    for (const { key, decision } of items) this.#saved.set(key, decision);
  }

  decide() {
    const { desk } = this;
    const now = desk.current;
    if (!now) return;
    const lacks = missing(now, desk.book.layer(now.layer));
    if (lacks) return desk.ask(now, lacks);
    if (now.state === "decided" && unchanged(now.decision, now.draft) && !now.trouble) return desk.go(nextOpen(desk.items, now));
    if (now.state === "changed" && !now.draft.kept && !now.markings.length) return this.back(); // nothing is left to drop
    const { draft } = now;
    const sent = body(now, draft);
    const id = now.decision?.id ?? uuid();
    now.decision = { ...sent, id, version: 0, decided_by: desk.data.me };
    now.delta = { new: [], changed: [], gone: [] };
    now.state = "decided";
    now.touched = false;
    now.trouble = undefined;
    this.#trail.push(now.key);
    this.sending.add({
      key: now.key,
      send: async () => {
        const there = this.#saved.get(now.key);
        const version = there?.id === id ? there.version : null;
        return (await request("PUT", `${this.base}/decisions/${id}/`, { body: { ...sent, version } })).data;
      },
      done: (answer) => this.#arrived(now.key, answer),
      refused: (error) => this.#refused(now.key, error, draft),
    });
    desk.shown.paint([now]);
    return desk.go(nextOpen(desk.items, now), now.decision.kept ? told.saidKept : told.saidDropped);
  }

  /** Take back: the decision on this item, or the newest one. */
  back() {
    const { desk } = this;
    const last = desk.items.find(({ key }) => key === this.#trail.at(-1));
    const what = desk.current?.decision ? desk.current : last;
    if (!what?.decision) return announce(told.nothingBack);
    this.#trail = this.#trail.filter((key) => key !== what.key);
    const { id } = what.decision;
    what.draft = { ...draftOf(what), seen: new Set(desk.book.layer(what.layer).dimensions.map(({ key }) => key)) };
    what.decision = null;
    what.state = "open";
    what.trouble = undefined;
    what.added ||= !what.markings.length;
    this.sending.add({
      key: what.key,
      send: async () => {
        const there = this.#saved.get(what.key);
        // What was refused never came to be.
        if (there?.id === id) await request("DELETE", `/decisions/${id}/`, { version: there.version });
        return null;
      },
      done: () => this.#saved.set(what.key, null),
      refused: (error) => this.#refused(what.key, error, what.draft),
    });
    desk.shown.paint([what]);
    return desk.go(what, told.saidBack);
  }

  /** All that everybody marked alike, once it is confirmed. */
  async alike() {
    const { desk } = this;
    const { alike } = counts(desk.items);
    if (!alike) return;
    const { confirm } = await import("./confirming.js");
    const ids = Array.from({ length: alike }, uuid);
    const meant = await confirm(alike, desk.voters);
    desk.focus();
    if (!meant) return;
    this.sending.add({
      key: "",
      send: () => request("POST", `${this.base}/adjudication/unanimous/`, { body: { ids } }),
      done: () => {
        announce(told.alikeDone);
        void this.read();
      },
      refused: (error) => announce(say(told.refused, { reason: error.message })),
    });
  }

  /** Read the table anew, when nothing is under way. */
  async read() {
    const { desk } = this;
    this.#behind = true;
    if (this.sending.waiting) return;
    this.#behind = false;
    const answer = await request("GET", `${this.base}/adjudication/`).catch(() => null);
    // What was decided since is newer than the answer.
    if (!answer || this.sending.waiting) {
      this.#behind = Boolean(answer);
      return;
    }
    const waited = desk.current?.state !== "decided";
    const before = desk.items;
    desk.voters = answer.data.voters;
    desk.items = merged(before, answer.data.results, uuid);
    this.remember(desk.items);
    for (const each of desk.items) each.trouble ??= before.find(({ key }) => key === each.key)?.trouble;
    const now = desk.items.find(({ key }) => key === desk.current?.key) ?? null;
    desk.current = now && !(waited && now.state === "decided") ? now : (nextOpen(desk.items, now) ?? now);
    desk.shown.paint(desk.items, before);
    desk.draw();
  }

  /**
   * @param {string} key
   * @param {Decision} answer
   */
  #arrived(key, answer) {
    this.#saved.set(key, answer);
    const there = this.desk.items.find((each) => each.key === key);
    if (there?.decision?.id !== answer.id || this.sending.has(key)) return;
    there.decision = answer;
    this.desk.drawList();
  }

  /**
   * @param {string} key
   * @param {Refused} error
   * @param {Draft} draft
   */
  #refused(key, error, draft) {
    const there = this.desk.items.find((each) => each.key === key);
    if (!there) return;
    const late = error.status === 412 || error.status === 409;
    there.decision = this.#saved.get(key) ?? null;
    there.state = there.decision ? "decided" : "open";
    there.draft = draft;
    there.touched = true;
    there.trouble = late ? told.late : say(told.refused, { reason: error.message });
    this.desk.shown.paint([there]);
    announce(there.trouble);
    this.desk.draw();
    // Somebody was first, or a mark is gone: what stands now is on the server.
    if (late || error.problem.field === "basis") void this.read();
  }
}
