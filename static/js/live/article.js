// @ts-check
/** What others do on an article's page: their marks as they make them, and who is here. */

/** @import { Annotation } from "../types.js" */
/** @import { Workspace } from "../workspace.js" */
/** @import { Change } from "./feed.js" */

import { Refused, request } from "../api.js";
import { h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { Feed } from "./feed.js";
import { Here } from "./here.js";
import { told } from "./words.js";

const EVERY = 5000; // ms between two looks at the list while the feed does not come in
const SOON = 300; // ms: what happens together is asked for once

/**
 * @param {Workspace} work
 * @param {HTMLElement} header - where who is here is shown
 */
export function follow(work, header) {
  const { revision, project, story, me, seq } = work.data;
  const here = new Here(work, header);
  const blind = document.querySelector(".blind-notice"); // while others' marks are hidden from the reader
  /** @type {string | undefined} */
  let etag;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const feed = new Feed({ me: me.id, project: project.id, seq }, {
    change: (change) => {
      hear(change);
      // For the comments, the inbox, and whoever else wants to know.
      document.dispatchEvent(new CustomEvent("annotator:change", { detail: change }));
    },
    presence: (at, people) => at === revision.id && here.show(people),
    reset: () => later(0),
    state: (up) => up || later(EVERY),
  });

  /** @param {Change} change */
  function hear(change) {
    const { verb, scope, subject, after, before, at } = change;
    if (verb === "codebook.saved") notice(told.codebook);
    else if (opens(change)) opened();
    else if (hides(change)) notice(told.hidden);
    else if (verb === "revision.added" && after.article === revision.article) notice(told.revised);
    else if (verb.startsWith("revision.carr") && after.revision === revision.id) {
      later(SOON);
      void asks(revision.article);
    }
    else if (verb.startsWith("carried.") && after.revision === revision.id) later(SOON);
    else if (verb === "article.deleted" && Number(subject) === revision.article) notice(told.deleted);
    else if (scope === `revision:${revision.id}` && verb.startsWith("annotation.")) {
      // An event leaves out what is not the same for everybody, which this page knows.
      const known = work.store.get(subject)?.server;
      const copy = after ?? { ...before, version: before.version + 1, deleted_at: at };
      work.store.hear({ ...known, ...copy, mine: copy.author.id === me.id });
    } else if (scope === `revision:${revision.id}` && verb === "annotations.imported") later(SOON);
    else if (story && scope === `story:${story.id}`) claim(change);
  }

  /**
   * Whether others' marks may come into this reader's sight by it.
   * @param {Change} change
   */
  function opens({ verb, after }) {
    if (verb === "project.changed") return Boolean(blind) && (after?.blind === "off" || after?.blind === "own_done");
    if (after?.article !== revision.article) return false;
    return verb === "round.opened" || (verb === "assignment.done" && after.person === me.id);
  }

  /**
   * Whether they may go out of it.
   * @param {Change} change
   */
  function hides({ verb, after }) {
    return verb === "project.changed" && !blind && (after?.blind === "own_done" || after?.blind === "revealed");
  }

  function opened() {
    blind?.remove();
    if (blind) notice(told.opened);
    later(0);
  }

  /** @param {Change} change - of the story */
  function claim({ verb, subject, after }) {
    const { claims } = work.deeds;
    if (verb.startsWith("claim.") && after?.wording) {
      claims.set(subject, { ...claims.get(subject), id: subject, wording: after.wording });
      const on = work.store.all().filter(({ shown }) => shown.claims.includes(subject));
      work.store.dispatchEvent(new CustomEvent("change", { detail: on.map(({ shown }) => shown.id) }));
    }
    const mark = verb === "mention.created" ? work.store.get(after.annotation)?.server : undefined;
    if (mark) work.store.hear({ ...mark, claims: [...new Set([...mark.claims, subject])] });
    // Whether somebody else's mention or a claim's mark is left, the list knows.
    else if (/^mention\.|^claim\.(deleted|restored)/.test(verb)) later(SOON);
  }

  /** @param {number} wait - ms */
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  /** Read the whole list: where the feed can't say it, or does not come in. */
  async function look() {
    const before = work.store.saves;
    try {
      const answer = document.hidden ? null : await request("GET", `/revisions/${revision.id}/annotations/`, { etag });
      if (answer && answer.status !== 304) {
        // Something was saved or heard while this was on its way: it may not know of it yet.
        if (work.store.saves !== before) return later(SOON);
        etag = answer.etag ?? undefined;
        work.store.merge(/** @type {Annotation[]} */ (answer.data.results));
        await work.deeds.learnClaims();
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    if (!feed.up) later(EVERY);
  }
}

/**
 * Say that marks of the reader's wait to be looked over, where any do: they came while the page was open.
 * @param {number} article
 */
async function asks(article) {
  const answer = await request("GET", `/review/?article=${article}`).catch(() => null);
  if (!answer?.data.length || document.querySelector("[data-waiting]")) return;
  document.querySelector(".foot")?.prepend(h("p", { class: "notice notice-warn no-print", "data-waiting": true }, h("a", { href: `/articles/${article}/review/` }, told.waiting)));
  announce(told.waiting);
}

/**
 * Say something that stays until the page is loaded anew.
 * @param {string} sentence
 */
function notice(sentence) {
  if (document.querySelector(".live-notice")) return;
  const button = h("button", { type: "button", class: "button button-small", onclick: () => location.reload() }, told.reload);
  document.querySelector(".foot")?.prepend(h("p", { class: "notice notice-warn live-notice no-print" }, sentence, " ", button));
  announce(sentence);
}
