// @ts-check
/** Several of one's own marks at once: selected on their cards, deleted or changed in one step of undo. */

/** @import { Annotation } from "../types.js" */
/** @import { Workspace } from "../workspace.js" */
/** @import { Act } from "./acts.js" */

import { request, Refused } from "../api.js";
import { h } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say, words } from "../strings.js";
import { deletions } from "./acts.js";
import { askChange, askDelete } from "./dialogs.js";
import { told } from "./words.js";

export class Bulk {
  /** @type {Set<string>} ids */
  picked = new Set();
  /** @type {string | null} the last one that was selected: where a selection with Shift begins */
  last = null;

  /** @param {Workspace} work */
  constructor(work) {
    this.work = work;
    const button = (/** @type {string} */ label, /** @type {() => unknown} */ act, kind = "") =>
      h("button", { type: "button", class: `button button-small ${kind}`, onclick: () => void act() }, label);
    this.count = h("span", { class: "number", role: "status" });
    this.box = h(
      "div",
      { class: "bulk", role: "group", hidden: true },
      this.count,
      button(told.change, () => this.change()),
      button(told.remove, () => this.remove(), "button-danger"),
      button(told.leave, () => this.leave(), "button-quiet"),
    );
    document.querySelector(".bar")?.prepend(this.box);
  }

  /** @returns {Annotation[]} the selected ones, as the server has them */
  get marks() {
    return [...this.picked].flatMap((id) => this.work.store.get(id)?.server ?? []);
  }

  /**
   * @param {string} id
   * @param {boolean} [through] - with all between it and the one that was selected before
   */
  toggle(id, through = false) {
    const { shown } = this.work;
    const at = shown.findIndex(({ shown: each }) => each.id === id);
    const from = through && this.last ? shown.findIndex(({ shown: each }) => each.id === this.last) : -1;
    if (at < 0 || !this.#can(id)) {
      announce(shown[at]?.shown.mine ? told.notYet : told.noneMine);
      return;
    }
    if (from >= 0) {
      for (const { shown: each } of shown.slice(Math.min(at, from), Math.max(at, from) + 1)) {
        if (this.#can(each.id)) this.picked.add(each.id);
      }
    } else if (!this.picked.delete(id)) this.picked.add(id);
    this.last = id;
    this.#changed();
  }

  /** All of one's own that are shown. */
  all() {
    for (const { shown } of this.work.shown) if (this.#can(shown.id)) this.picked.add(shown.id);
    if (this.picked.size) this.#changed();
    else announce(told.noneMine);
  }

  leave() {
    const inside = this.box.contains(document.activeElement);
    this.picked.clear();
    this.last = null;
    this.#changed();
    if (inside) this.work.page.root.focus({ preventScroll: true });
  }

  /** What is gone or hidden by a filter is not selected any more: nobody would see what happens to it. */
  render() {
    const shown = new Set(this.work.shown.map((each) => each.shown.id));
    const before = this.picked.size;
    for (const id of this.picked) if (!shown.has(id)) this.picked.delete(id);
    if (this.picked.size !== before) this.#draw();
  }

  async remove() {
    const { marks } = this;
    if (!marks.length) announce(told.nothing);
    else if (await askDelete(marks.length)) await this.#send(deletions(marks));
  }

  async change() {
    const { marks } = this;
    if (!marks.length) {
      announce(told.nothing);
      return;
    }
    const acts = await askChange(marks, this.work.book);
    if (acts) await this.#send(acts);
  }

  // -- inside

  /** @param {string} id */
  #can(id) {
    const entry = this.work.store.get(id);
    return Boolean(entry?.shown.mine && entry.server?.version && !entry.state);
  }

  #changed() {
    const { size } = this.picked;
    this.#draw();
    this.work.margin.render(this.work.shown);
    announce(size === 1 ? told.selectedOne : say(told.selectedMany, { count: size }));
  }

  #draw() {
    const { size } = this.picked;
    this.box.hidden = !size;
    document.body.classList.toggle("is-picking", size > 0);
    const said = size === 1 ? told.selectedOne : say(told.selectedMany, { count: size });
    if (this.count.textContent !== said) this.count.textContent = said;
  }

  /** @param {Act[]} acts */
  async #send(acts) {
    const { work } = this;
    if (!acts.length) {
      this.leave();
      return;
    }
    try {
      const { data } = await request("POST", `/revisions/${work.data.revision.id}/annotations/bulk/`, { body: { acts } });
      /** @type {{status: number, annotation?: Annotation, problem?: {detail?: string, title?: string}}[]} */
      const results = data.results;
      const done = results.filter(({ annotation }) => annotation);
      const refused = results.filter(({ annotation }) => !annotation);
      for (const { annotation } of done) if (annotation) work.store.hear({ ...annotation, mine: true });
      void work.deeds.undoing.refresh();
      const { detail, title } = refused[0]?.problem ?? {};
      const values = { count: done.length, failed: refused.length, reason: detail ?? title ?? "" };
      this.leave();
      const said = refused.length ? told.some : done.length === 1 ? told.doneOne : told.done;
      toast(say(said, values), done.length ? { label: words.undo, act: () => work.deeds.undo() } : undefined);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(say(told.failed, { reason: error.message }));
    }
    work.page.root.focus({ preventScroll: true });
  }
}
