// @ts-check
/** One comment in a thread: who, when, what, and what can be done with it. */

/** @import { Comment } from "./thread.js" */

import { circle, h } from "../elements/dom.js";
import { say } from "../strings.js";
import { moment } from "../telling.js";
import { told } from "./words.js";

/**
 * @typedef {object} CommentActs
 * @property {boolean} write - whether one may say anything here
 * @property {boolean} others - whether one may delete what others said
 * @property {(id: string) => void} edit
 * @property {(id: string) => void} remove
 * @property {(id: string) => void} restore
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} giveUp
 */

/**
 * @param {Comment} comment
 * @param {{me: number, fresh: boolean}} reader - `fresh`: it was unread when the thread was opened
 * @param {CommentActs} acts
 */
export function commentItem(comment, { me, fresh }, acts) {
  const { id, author, mine, state, mentions } = comment;
  if (comment.deleted_at) {
    return h("li", { class: "talk-gone soft small", "data-comment": id }, say(told.deletedBy, { who: mine ? told.you : author.name }));
  }
  const button = (/** @type {string} */ label, /** @type {() => void} */ act) =>
    h("button", { type: "button", class: "button-link small", onclick: act }, label);
  const words = h("div", { class: "talk-words", dir: "auto" });
  // The server's HTML: rendered from Markdown without HTML, and sanitised there on every reading.
  if (comment.html && !state) words.innerHTML = comment.html;
  else words.append(h("p", { class: "talk-raw" }, comment.body));
  const done = !state && acts.write;
  return h(
    "li",
    { class: `talk-comment${mentions.includes(me) ? " talk-me" : ""}${state ? ` mark-${state}` : ""}`, "data-comment": id, tabindex: -1 },
    h(
      "p",
      { class: "talk-head" },
      circle(author),
      h("strong", { dir: "auto" }, author.name),
      h("time", { class: "soft", datetime: comment.created_at }, moment(comment.created_at)),
      comment.edited_at && h("span", { class: "soft" }, told.edited),
      fresh && h("span", { class: "chip chip-ok" }, told.fresh),
      state === "pending" && h("span", { class: "chip" }, told.sending),
    ),
    words,
    state === "failed" &&
      h(
        "div",
        { class: "mark-unsaved" },
        h("p", {}, say(comment.trying ? told.trying : told.failed, { reason: comment.reason ?? "" })),
        h("div", { class: "actions" }, button(told.retry, () => acts.retry(id)), button(told.takeBack, () => acts.giveUp(id))),
      ),
    done &&
      (mine || acts.others) &&
      h(
        "div",
        { class: "talk-acts" },
        mine && button(told.edit, () => acts.edit(id)),
        button(told.remove, () => acts.remove(id)),
      ),
  );
}
