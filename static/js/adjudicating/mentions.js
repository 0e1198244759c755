// @ts-check
/** The part of a story's desk that decides which kept passages state which claims. */

/** @import { Refused } from "../api.js" */
/** @import { Person } from "../types.js" */
/** @import { GoldMention, GoldPassage, MentionRow, MentionTable } from "./stating.js" */
/** @import { Sending } from "./sending.js" */

import { request } from "../api.js";
import { circle, h, shorten } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { nameOf } from "./panel.js";
import { all, decided, nextOpen, overrules, pressed, progress } from "./stating.js";
import { told } from "./words.js";

/**
 * @typedef {object} Given
 * @property {HTMLElement} list
 * @property {HTMLElement} spare
 * @property {HTMLElement} keys - buttons that do what keys do
 * @property {HTMLElement} progress
 * @property {Person} me
 * @property {{id: number, title: string, source: string}[]} accounts
 * @property {Sending} sending
 * @property {() => Promise<string | null>} why - asks for a reason
 * @property {(error: Refused) => void} refused
 */

export class Mentions {
  #place = 0;
  /** @type {Map<string, {version: number}>} what the server has */
  #saved = new Map();

  /**
   * @param {MentionTable} table
   * @param {Given} given
   */
  constructor(table, given) {
    this.given = given;
    this.table = table;
    this.#place = Math.max(0, nextOpen(table, -1));
    given.list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.#act(event.key)) event.preventDefault();
    });
    given.list.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button) this.#at(this.#buttons.indexOf(button));
    });
    given.keys.addEventListener("click", ({ target }) => {
      const key = target instanceof Element ? target.closest("[data-key]")?.getAttribute("data-key") : null;
      if (!key) return;
      this.#at(this.#place);
      this.#act(key);
    });
    this.take(table);
  }

  /**
   * What the server says now.
   * @param {MentionTable} table
   */
  take(table) {
    this.table = table;
    this.#saved.clear();
    for (const { claim, mention } of all(table)) if (mention.decision) this.#saved.set(keyOf(claim.id, mention.passage), mention.decision);
    this.#draw();
  }

  get #buttons() {
    return [...this.given.list.querySelectorAll("button")];
  }

  /** @param {number} article */
  #account(article) {
    const account = this.given.accounts.find(({ id }) => id === article);
    return account?.source || account?.title || "";
  }

  #draw() {
    const { list, spare } = this.given;
    const inside = list.contains(document.activeElement);
    const rows = this.table.rows.filter(({ mentions }) => mentions.length);
    list.replaceChildren(...rows.map((claim) => h("li", {}, h("p", { class: "gold-claim", dir: "auto" }, claim.wording), h("ul", { class: "gold-mentions" }, ...claim.mentions.map((each) => h("li", {}, this.#face(claim, each)))))));
    spare.replaceChildren(...this.table.spare.map((each) => this.#spare(each)));
    const box = spare.closest("section");
    if (box) box.hidden = !this.table.spare.length;
    const { done, all: number } = progress(this.table);
    this.given.keys.hidden = !number;
    this.given.progress.textContent = say(told.progress, { done, all: number });
    this.#at(this.#place, inside);
  }

  /**
   * @param {MentionRow} claim
   * @param {GoldMention} mention
   */
  #face(claim, mention) {
    const { decision, majority, said, delta, state, quote, article } = mention;
    const shown = decision ? decision.holds : majority.holds;
    const sign = state === "changed" ? "Δ" : !decision ? "" : decision.holds ? "✓" : "✕";
    const since = [...delta.new.map((who) => say(told.placedNew, { who })), ...delta.changed.map((who) => say(told.placedChanged, { who })), ...(delta.gone.length ? [say(told.placedGone, { n: delta.gone.length })] : [])];
    return h(
      "button",
      { type: "button", class: `gold-cell gold-${state}`, tabindex: "-1" },
      h("span", { class: "hidden-words" }, `${claim.wording} – `),
      h("q", { dir: "auto" }, shorten(quote, 240)),
      h("span", { class: "row small" }, h("span", { class: "soft" }, this.#account(article)), h("span", { class: "gold-said" }, h("span", { "aria-hidden": "true" }, sign), shown === null ? h("span", { class: "chip chip-warn" }, told.noMajority) : h("span", { class: decision ? "" : "soft" }, shown ? told.statesIt : told.statesNot))),
      said.length ? h("span", { class: "row small soft" }, say(told.placedVotes, { n: majority.votes, all: majority.voters }), ...said.map((each) => h("span", { class: "gold-finding" }, circle({ ...each.person, name: nameOf(each.person) }), h("span", { class: "hidden-words" }, `${nameOf(each.person)}: `), each.holds ? told.placedHere : told.placedElsewhere))) : h("span", { class: "small soft" }, told.placedByNobody),
      decision?.reason ? h("span", { class: "small", dir: "auto" }, `${told.reason}: ${shorten(decision.reason, 80)}`) : null,
      ...since.map((each) => h("span", { class: "small chip chip-warn" }, each)),
    );
  }

  /** @param {GoldPassage} passage */
  #spare(passage) {
    const choice = h("select", { "aria-label": told.whichClaim }, ...this.table.rows.map(({ id, wording }) => h("option", { value: id }, shorten(wording, 80))));
    const put = () => {
      const claim = this.table.rows.find(({ id }) => id === /** @type {HTMLSelectElement} */ (choice).value);
      if (!claim) return;
      const mention = decided({ ...passage, state: "open", said: [], majority: { holds: null, votes: 0, voters: 0 }, seen: "", decision: null, delta: { new: [], changed: [], gone: [] } }, null);
      claim.mentions.push(mention);
      this.table.spare = this.table.spare.filter((each) => each !== passage);
      this.#place = all(this.table).findIndex((each) => each.mention === mention);
      void this.#decide(true);
    };
    return h("li", {}, h("span", { class: "stack-tight" }, h("q", { dir: "auto" }, shorten(passage.quote, 240)), h("span", { class: "small soft" }, this.#account(passage.article))), h("span", { class: "row" }, choice, h("button", { type: "button", class: "button button-small", onclick: put }, told.putOn)));
  }

  /**
   * @param {number} place
   * @param {boolean} [focus]
   */
  #at(place, focus = true) {
    const buttons = this.#buttons;
    this.#place = Math.max(0, Math.min(buttons.length - 1, place));
    for (const each of buttons) each.tabIndex = -1;
    const here = buttons[this.#place];
    if (!here) return;
    here.tabIndex = 0;
    if (focus) here.focus({ preventScroll: false });
  }

  /** @param {boolean} holds */
  async #decide(holds) {
    const place = this.#place;
    const there = all(this.table)[place];
    if (!there) return;
    const { claim, mention } = there;
    const before = mention.decision;
    let reason = before && before.holds === holds ? before.reason : "";
    if (overrules(mention, holds) && !reason) {
      const given = await this.given.why();
      this.#at(place);
      if (!given) return;
      reason = given;
    }
    const key = keyOf(claim.id, mention.passage);
    const seen = mention.seen || null;
    this.#swap(claim, mention, { holds, reason, version: before?.version ?? 0, overrules: overrules(mention, holds), decided_by: this.given.me });
    this.given.sending.add({
      key,
      send: async () => (await request("PUT", `/claims/${claim.id}/gold-mentions/${mention.passage}/`, { body: { holds, reason, seen, version: this.#saved.get(key)?.version ?? null } })).data,
      done: (answer) => this.#saved.set(key, answer),
      refused: this.given.refused,
    });
    this.#draw();
    announce(`${holds ? told.statesIt : told.statesNot}. ${this.given.progress.textContent}`);
    const next = nextOpen(this.table, place);
    this.#at(next < 0 ? place : next);
  }

  #back() {
    const there = all(this.table)[this.#place];
    if (!there?.mention.decision) return;
    const { claim, mention } = there;
    const key = keyOf(claim.id, mention.passage);
    this.#swap(claim, mention, null);
    this.given.sending.add({
      key,
      send: async () => {
        const saved = this.#saved.get(key);
        if (saved) await request("DELETE", `/claims/${claim.id}/gold-mentions/${mention.passage}/`, { version: saved.version });
      },
      done: () => this.#saved.delete(key),
      refused: this.given.refused,
    });
    this.#draw();
    announce(told.saidBack);
  }

  /**
   * @param {MentionRow} claim
   * @param {GoldMention} mention
   * @param {GoldMention["decision"]} decision
   */
  #swap(claim, mention, decision) {
    if (!decision && !mention.said.some(({ holds }) => holds)) {
      // Nobody put it there but the curator: it is on no claim again.
      claim.mentions = claim.mentions.filter((each) => each !== mention);
      this.table.spare = [...this.table.spare, mention];
      return;
    }
    claim.mentions = claim.mentions.map((each) => (each === mention ? decided(mention, decision) : each));
  }

  /** @param {string} key */
  #act(key) {
    const there = all(this.table)[this.#place];
    if (!there) return false;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowUp: () => this.#at(this.#place - 1),
      ArrowDown: () => this.#at(this.#place + 1),
      Home: () => this.#at(0),
      End: () => this.#at(Infinity),
      k: () => this.#at(this.#place - 1),
      j: () => this.#at(Math.max(0, nextOpen(this.table, this.#place))),
      u: () => this.#back(),
      Backspace: () => this.#back(),
    };
    const found = acts[key.length === 1 ? key.toLowerCase() : key];
    const holds = pressed(key, there.mention);
    if (found) found();
    else if (holds !== null) void this.#decide(holds);
    else if (key === "Enter") announce(told.noMajority);
    return Boolean(found) || holds !== null || key === "Enter";
  }
}

/** @param {string} claim @param {string} passage */
const keyOf = (claim, passage) => `${claim} ${passage}`;
