// @ts-check
/**
 * The comments on one mark, opened: read, write, change, settle. One panel for the page; what was begun in it is
 * kept when it is closed. On a wide page it stands below the mark's card, on a narrow one at the foot of the window.
 */

/** @import { Person } from "../types.js" */
/** @import { Drafts } from "./drafts.js" */

import { Refused } from "../api.js";
import { h, shorten } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { day } from "../telling.js";
import { commentItem } from "./comment.js";
import { Editing } from "./editing.js";
import { membersOf } from "./members.js";
import { Rows } from "./rows.js";
import { Thread } from "./thread.js";
import { told } from "./words.js";
import { Writing } from "./writing.js";

export class Panel {
  /** @type {Map<string, Thread>} */
  threads = new Map();
  /** @type {Thread | null} the one that is open */
  open = null;
  /** @type {Set<string>} ids of what was unread when it was opened, or came since */
  #fresh = new Set();
  /** @type {Writing | null} */
  #writing = null;
  /** @type {Editing | null} the comment that is being changed */
  #edit = null;

  /**
   * @param {object} given
   * @param {HTMLElement} given.host
   * @param {Person} given.me
   * @param {number} given.project
   * @param {{comment: boolean, edit_others: boolean}} given.may
   * @param {Drafts} given.drafts
   * @param {() => void} given.onClose
   * @param {(thread: Thread) => void} given.onChange
   */
  constructor({ host, me, project, may, drafts, onClose, onChange }) {
    this.me = me;
    this.may = may;
    this.drafts = drafts;
    this.onClose = onClose;
    this.onChange = onChange;
    this.title = h("h3", { id: "talk-title", class: "talk-title", dir: "auto" });
    this.settle = h("button", { type: "button", class: "button button-small", onclick: () => void this.#settle() });
    this.state = h("p", { class: "notice", hidden: true });
    this.rows = new Rows();
    this.members = membersOf(project, me.id);
    this.foot = h("div", {});
    const close = h("button", { type: "button", class: "button button-small button-quiet", "aria-label": told.close, title: told.close, onclick: () => this.close() }, "×");
    this.root = h(
      "section",
      { class: "talk no-print", "aria-labelledby": "talk-title", hidden: true },
      h("header", { class: "talk-bar" }, this.title, this.settle, close),
      this.state,
      this.rows.list,
      this.foot,
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      if (this.#edit) this.#edit.end();
      else this.close();
    });
    host.append(this.root);
  }

  /**
   * @param {string} annotation
   * @returns {Thread}
   */
  thread(annotation) {
    const known = this.threads.get(annotation);
    if (known) return known;
    const thread = new Thread(annotation, { me: this.me, drafts: this.drafts });
    thread.addEventListener("change", () => {
      this.onChange(thread);
      if (thread === this.open) this.#render();
    });
    this.threads.set(annotation, thread);
    return thread;
  }

  /**
   * @param {string} annotation
   * @param {string} quote - its words
   */
  async show(annotation, quote) {
    if (this.open?.annotation !== annotation) this.#begin(annotation, quote);
    await this.refresh();
  }

  focus() {
    (this.#edit?.writing.field ?? this.#writing?.field ?? this.rows.list).focus({ preventScroll: true });
  }

  /** Ask the server again, for what is open. */
  async refresh() {
    const thread = this.open;
    if (!thread) return;
    const before = new Set(thread.comments.keys());
    const first = !thread.loaded;
    await thread.load();
    const unread = thread.all().filter(({ mine, number, deleted_at }) => !mine && !deleted_at && number > thread.read);
    for (const { id } of unread) this.#fresh.add(id);
    if (thread !== this.open) return;
    this.#render();
    const came = first ? [] : unread.filter(({ id }) => !before.has(id));
    if (came.length === 1) announce(say(told.said, { who: came[0].author.name, body: shorten(came[0].body, 160) }));
    else if (came.length) announce(say(told.saidMany, { count: came.length }));
    if (first || came.length) this.rows.toEnd();
    if (!document.hidden && thread.read < thread.newest) {
      await thread.seen();
      document.dispatchEvent(new CustomEvent("annotator:read")); // the number in the header goes down
    }
  }

  close() {
    if (!this.open) return;
    this.open = null;
    this.root.hidden = true;
    this.onClose();
  }

  // -- inside

  /**
   * @param {string} annotation
   * @param {string} quote
   */
  #begin(annotation, quote) {
    const thread = this.thread(annotation);
    this.open = thread;
    this.#fresh.clear();
    this.#edit = null;
    this.title.replaceChildren(told.comments, " ", h("q", { class: "soft" }, shorten(quote, 60)));
    this.#writing = this.may.comment ? this.#newWriting(thread) : null;
    const kept = this.drafts.of(annotation).edit;
    this.foot.replaceChildren(this.#writing?.form ?? h("p", { class: "soft small" }, told.mayNot));
    this.root.hidden = false;
    if (kept) this.#startEdit(kept.id, kept.body, kept.version, false);
    this.#render();
  }

  /** @param {Thread} thread */
  #newWriting(thread) {
    const writing = new Writing({
      label: told.write,
      text: this.drafts.of(thread.annotation).text ?? "",
      send: told.send,
      members: this.members,
      onInput: (text) => this.drafts.keep(thread.annotation, { text }),
      onSend: (text) => {
        this.drafts.keep(thread.annotation, { text: "" });
        writing.clear();
        thread.say(text.trim());
        this.rows.toEnd();
        announce(told.sent);
      },
      onCancel: null,
    });
    return writing;
  }

  #render() {
    const thread = this.open;
    if (!thread) return;
    const { resolved } = thread;
    const comments = thread.all();
    this.settle.hidden = !this.may.comment || thread.gone || !thread.talk().count;
    this.settle.textContent = resolved ? told.reopen : told.resolve;
    const when = resolved && day(resolved.at);
    const settled = resolved && say(told.resolvedBy, { who: resolved.by.id === this.me.id ? told.you : resolved.by.name, when: when ?? "" });
    this.state.textContent = thread.trouble || (thread.gone ? told.markGone : (settled ?? ""));
    this.state.hidden = !this.state.textContent;
    this.state.className = `notice${thread.trouble || thread.gone ? " notice-warn" : " notice-ok"}`;
    const acts = this.#acts(thread);
    const rows = comments.map((each) =>
      each.id === this.#edit?.id && !each.deleted_at
        ? this.#edit.row
        : commentItem(each, { me: this.me.id, fresh: this.#fresh.has(each.id) }, acts),
    );
    const none = thread.loaded ? (thread.gone ? told.noneGone : told.none) : told.loading;
    this.rows.put(rows.length ? rows : [h("li", { class: "soft small" }, none)], this.#edit?.row);
    this.#writing?.name(thread.talk().count ? told.reply : told.write);
    if (this.#writing) this.#writing.form.hidden = thread.gone;
  }

  /** @param {Thread} thread */
  #acts(thread) {
    return {
      write: this.may.comment && !thread.gone,
      others: this.may.edit_others,
      edit: (/** @type {string} */ id) => {
        const comment = thread.comments.get(id);
        if (comment) this.#startEdit(id, comment.body, comment.version, true);
      },
      remove: (/** @type {string} */ id) => void this.#remove(thread, id),
      restore: (/** @type {string} */ id) => void this.#restore(thread, id),
      retry: (/** @type {string} */ id) => thread.retry(id),
      giveUp: (/** @type {string} */ id) => {
        const body = thread.giveUp(id);
        const field = this.#writing?.field;
        if (!field) return;
        field.value = [field.value.trim(), body].filter(Boolean).join("\n\n");
        this.drafts.keep(thread.annotation, { text: field.value });
        field.focus();
      },
    };
  }

  /**
   * @param {string} id
   * @param {string} body
   * @param {number} version - that was looked at
   * @param {boolean} focus
   */
  #startEdit(id, body, version, focus) {
    const thread = this.open;
    if (!thread) return;
    const onEnd = () => {
      if (this.#edit !== edit) return;
      this.#edit = null;
      this.#render();
      this.rows.of(id)?.focus();
    };
    const edit = new Editing({ thread, drafts: this.drafts, id, body, version, members: this.members, onEnd });
    this.#edit = edit;
    this.#render();
    if (focus) edit.writing.field.focus();
  }

  // -- what may be refused

  /**
   * @param {Thread} thread
   * @param {string} id
   */
  async #remove(thread, id) {
    await this.#attempt(async () => {
      await thread.remove(id);
      toast(told.deleted, { label: told.undo, act: () => void this.#restore(thread, id) });
      (this.#writing?.field ?? this.rows.list).focus({ preventScroll: true });
    });
  }

  /**
   * @param {Thread} thread
   * @param {string} id
   */
  async #restore(thread, id) {
    await this.#attempt(async () => {
      await thread.restore(id);
      announce(told.restored);
      this.rows.of(id)?.focus();
    });
  }

  async #settle() {
    const thread = this.open;
    if (!thread) return;
    const resolved = thread.resolved === null;
    await this.#attempt(async () => {
      await thread.resolve(resolved);
      announce(resolved ? told.resolved : told.reopened);
    });
  }

  /** @param {() => Promise<void>} act */
  async #attempt(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(say(told.refused, { reason: error.message }));
    }
  }
}
