// @ts-check
/** One's own comment while it is changed: the field in its place, kept until it is saved or given up. */

/** @import { Drafts } from "./drafts.js" */
/** @import { Member } from "./mentions.js" */
/** @import { Thread } from "./thread.js" */

import { Refused } from "../api.js";
import { h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { say } from "../strings.js";
import { told } from "./words.js";
import { Writing } from "./writing.js";

export class Editing {
  /**
   * @param {object} given
   * @param {Thread} given.thread
   * @param {Drafts} given.drafts
   * @param {string} given.id
   * @param {string} given.body - to begin with
   * @param {number} given.version - that was looked at
   * @param {() => Promise<Member[]>} given.members
   * @param {() => void} given.onEnd - saved or given up
   */
  constructor({ thread, drafts, id, body, version, members, onEnd }) {
    this.thread = thread;
    this.drafts = drafts;
    this.id = id;
    this.version = version;
    this.onEnd = onEnd;
    this.note = h("div", { role: "alert" });
    this.writing = new Writing({
      label: told.change,
      text: body,
      send: told.save,
      members,
      onInput: (text) => this.#keep(text),
      onSend: (text) => void this.#save(text.trim()),
      onCancel: () => this.end(),
    });
    this.row = h("li", { class: "talk-comment" }, this.note, this.writing.form);
  }

  end() {
    this.drafts.keep(this.thread.annotation, { edit: null });
    this.onEnd();
  }

  /** @param {string} body */
  #keep(body) {
    this.drafts.keep(this.thread.annotation, { edit: { id: this.id, body, version: this.version } });
  }

  /** @param {string} body */
  async #save(body) {
    try {
      await this.thread.change(this.id, body, this.version);
      announce(told.changed);
      this.end();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const now = this.thread.comments.get(this.id);
      const stale = error.status === 412 && now;
      if (stale) this.version = now.version; // saving again means it: both are in sight
      this.#keep(body);
      this.note.className = "notice notice-warn";
      if (stale) this.note.replaceChildren(h("p", {}, told.changedMeanwhile), h("blockquote", { dir: "auto" }, now.body));
      else this.note.replaceChildren(h("p", {}, say(told.failed, { reason: error.message })));
    }
  }
}
