// @ts-check
/**
 * What the cards know of comments: how many there are, whether some are unread, and the button that opens them. The
 * rest is fetched when somebody first opens a thread.
 */

/** @import { Talk } from "../types.js" */
/** @import { Workspace } from "../workspace.js" */
/** @import { Panel } from "./panel.js" */

import { request, Refused } from "../api.js";
import { h } from "../elements/dom.js";
import { toast } from "../elements/notices.js";
import { say, words } from "../strings.js";
import { Drafts } from "./drafts.js";
import { told } from "./words.js";

const NONE = { count: 0, unread: 0, resolved: false };
const SOON = 150; // ms: what happens together is asked for once

export class Talks {
  /** @type {Map<string, Talk>} by annotation */
  talks = new Map();
  /** @type {Panel | null} once it was needed */
  panel = null;
  /** @type {Promise<Panel> | null} */
  #coming = null;
  /** @type {HTMLElement | null} in the card: as high as the panel, which stands over it */
  #room = null;
  #timer = 0;

  /** @param {Workspace} work */
  constructor(work) {
    this.work = work;
    this.drafts = new Drafts(work.data.me.id);
    for (const { id, comments } of work.data.annotations) if (comments) this.talks.set(id, comments);
    for (const { id } of work.data.annotations) {
      // What could not be sent before the page was left is sent now.
      if (this.drafts.of(id).waiting?.length) void this.#load().then((panel) => panel?.thread(id));
    }
    // Ready before it is needed: one writes on when the network has gone, and what is written is kept (drafts.js).
    addEventListener("load", () => void import("./panel.js").catch(() => {}), { once: true });
    document.addEventListener("annotator:change", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("visibilitychange", () => document.hidden || void this.panel?.refresh());
    addEventListener("hashchange", () => this.fromAddress());
  }

  /** @param {string} id */
  of(id) {
    return this.talks.get(id) ?? NONE;
  }

  /**
   * What a closed card's button says, to compare with what it said.
   * @param {string} id
   */
  stamp(id) {
    const { count, unread, resolved } = this.of(id);
    return [count, unread, resolved, this.drafts.of(id).waiting?.length, this.work.store.get(id)?.server?.version];
  }

  /**
   * What a card has of its thread: nothing, a button, and in the active card the room that the panel takes.
   * @param {string} id
   * @param {boolean} active
   * @returns {HTMLElement[]}
   */
  parts(id, active) {
    const { count, unread, resolved } = this.of(id);
    const saved = Boolean(this.work.store.get(id)?.server?.version);
    const waiting = this.drafts.of(id).waiting?.length;
    if (!saved || (!count && !waiting && !(active && this.work.data.may.comment))) return [];
    const open = this.panel?.open?.annotation === id;
    const number = count === 1 ? told.one : say(told.many, { count });
    const counted = unread ? say(told.unread, { said: number, count: unread }) : resolved ? say(told.settled, { said: number }) : number;
    const state = unread ? " talk-unread" : resolved ? " talk-settled" : "";
    const button = h(
      "button",
      {
        ...{ type: "button", class: `talk-button${state}`, "aria-expanded": String(open), onclick: () => void this.toggle(id) },
        ...(count ? { "aria-label": counted, title: counted } : {}),
      },
      h("span", { class: "talk-bubble", "aria-hidden": "true" }),
      count ? (active ? number : String(count)) : told.comment,
      waiting ? h("span", { class: "chip chip-warn" }, told.notSent) : null,
    );
    if (!open || !active) return [button];
    this.#room = h("div", { class: "talk-room" });
    this.#size();
    return [button, this.#room];
  }

  /** @param {string} id */
  async toggle(id) {
    if (this.panel?.open?.annotation === id) this.panel.close();
    else await this.open(id);
  }

  /**
   * @param {string} id
   * @param {{focus?: boolean}} [how]
   */
  async open(id, { focus = true } = {}) {
    const entry = this.work.store.get(id);
    if (!entry?.server?.version) return;
    const panel = await this.#load();
    if (!panel) {
      toast(words.offline);
      return;
    }
    if (this.work.active !== id) this.work.activate(id, { scroll: true });
    const shown = panel.show(id, this.work.quote(entry.shown));
    this.work.margin.render(this.work.shown);
    if (focus) panel.focus();
    this.#sized();
    await shown;
    this.#sized();
  }

  /** After the cards were placed: the panel goes over its room, or closes with the card. */
  place() {
    const { panel, work } = this;
    if (!panel?.open) return;
    if (work.active !== panel.open.annotation) {
      panel.close();
      return;
    }
    const room = this.#room?.isConnected ? this.#room.getBoundingClientRect() : null;
    const host = work.host.getBoundingClientRect();
    const docked = !room || getComputedStyle(work.margin.list).position !== "relative";
    const { style } = panel.root;
    style.top = docked ? "" : `${room.top - host.top}px`;
    style.left = docked ? "" : `${room.left - host.left}px`;
    style.width = docked ? "" : `${room.width}px`;
    panel.root.classList.toggle("talk-docked", docked);
  }

  /** `#mark=<id>` shows a mark, `#comments=<id>` opens what is said about it. */
  fromAddress() {
    const [, what, id] = /^#(mark|comments)=([0-9a-f-]{36})$/.exec(location.hash) ?? [];
    if (!id) return;
    if (!this.work.store.all().some(({ shown }) => shown.id === id)) {
      toast(told.goneFromText, { label: told.showTalk, act: () => location.assign(`/marks/${id}/comments/`) });
      return;
    }
    this.work.activate(id, { scroll: true, focus: what === "mark" });
    if (what === "comments") void this.open(id);
  }

  // -- inside

  /** @returns {Promise<Panel | null>} null when it can't be had; the next time it is asked for again */
  async #load() {
    try {
      this.#coming ??= import("./panel.js").then(({ Panel }) => this.#made(Panel));
      return await this.#coming;
    } catch {
      this.#coming = null;
      return null;
    }
  }

  /** @param {typeof Panel} Kind */
  #made(Kind) {
    const { work } = this;
    const panel = new Kind({
      host: work.host,
      me: work.data.me,
      project: work.data.project.id,
      may: work.data.may,
      drafts: this.drafts,
      onClose: () => this.#closed(),
      onChange: (thread) => {
        if (thread.loaded) this.talks.set(thread.annotation, thread.talk());
        this.#again();
      },
    });
    new ResizeObserver(() => this.#sized()).observe(panel.root);
    this.panel = panel;
    return panel;
  }

  /** The focus goes where it was before: to the card. */
  #closed() {
    const inside = document.activeElement === document.body || this.panel?.root.contains(document.activeElement);
    const id = this.work.active;
    this.#room = null;
    this.work.margin.render(this.work.shown);
    if (inside) ((id && this.work.margin.head(id)) || this.work.page.root).focus({ preventScroll: true });
  }

  #size() {
    if (this.#room && this.panel) this.#room.style.height = `${this.panel.root.offsetHeight}px`;
  }

  /** It has another height now: make room in the card, and keep in sight what somebody writes in. */
  #sized() {
    if (!this.panel?.open) return;
    this.#size();
    this.work.margin.place();
    if (this.panel.root.contains(document.activeElement)) this.panel.root.scrollIntoView({ block: "nearest" });
  }

  #again() {
    this.work.store.dispatchEvent(new CustomEvent("change", { detail: [] }));
  }

  /** @param {{verb: string, scope: string, subject: string, after?: any, before?: any}} change - of the live feed */
  #hear({ verb, scope, subject, after, before }) {
    if (scope !== `revision:${this.work.data.revision.id}` || !/^(comment|thread)\./.test(verb)) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#count(), SOON);
    const id = verb.startsWith("thread.") ? subject : (after ?? before)?.annotation;
    if (this.panel && id === this.panel.open?.annotation) void this.panel.refresh();
  }

  async #count() {
    try {
      const { data } = await request("GET", `/revisions/${this.work.data.revision.id}/comments/`);
      this.talks = new Map(Object.entries(data.results));
      this.#again();
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // the next event asks again
    }
  }
}
