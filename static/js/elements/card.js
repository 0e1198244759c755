// @ts-check
/** One annotation in the margin: who, what, how sure, the note; opened it shows everything and what can be done. */

/** @import { Entry } from "../store.js" */
/** @import { Book } from "../codebook.js" */
/** @import { Claim } from "../types.js" */

import { told } from "../outbox/words.js";
import { say, words } from "../strings.js";
import { moment } from "../telling.js";
import { circle, h, shorten, swatch } from "./dom.js";
import { helpOn } from "./meaning.js";

const REWRITE = "rewrite"; // key of the dimension whose words stand beside the quote

/**
 * @typedef {object} Acts - what a card may ask for
 * @property {(id: string) => void} open
 * @property {(id: string) => void} edit
 * @property {(id: string) => void} remove
 * @property {(id: string) => void} past - shows its history
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} discard
 * @property {((id: string) => void) | null} claim - null where there is no story, or no right to
 * @property {(id: string, claim: string) => void} unclaim
 * @property {(claim: string) => Claim | undefined} claimNamed
 * @property {(id: string) => string} quote
 * @property {(id: string, inside: boolean) => void} hover
 * @property {(id: string) => boolean} picked - whether it is selected, to be changed with others
 * @property {(id: string, through: boolean) => void} pick - `through`: with all from the last one to this
 * @property {() => boolean} marking - whether marks can be made and changed now
 * @property {(id: string) => unknown[]} stamp - what else a closed card tells: equal while it need not be made anew
 * @property {(id: string) => boolean} unread - whether something was said about it that this person has not read
 * @property {(id: string, active: boolean) => HTMLElement[]} talk - the button of its comments, and their room
 * @property {(id: string) => HTMLElement | null} verdict - what was decided on it
 */

/**
 * @param {Entry} entry
 * @param {Book} book
 * @param {Acts} acts
 * @param {boolean} active
 * @param {boolean} [brief] - only its head is seen, for lack of room
 * @returns {HTMLLIElement}
 */
export function card(entry, book, acts, active, brief = false) {
  const { shown, state } = entry;
  const { id, author, mine } = shown;
  const layer = book.layer(shown.layer);
  const answers = book.answers(shown);
  const head = h(
    "button",
    { type: "button", class: "mark-head", "aria-expanded": String(active), onclick: () => acts.open(id) },
    circle(author),
    h("span", { class: "hidden-words" }, `${mine ? words.byYou : author.name}: `),
    h("span", { class: "mark-layer" }, layer.label),
    ...answers.flatMap(({ codes, dimension }) =>
      (dimension.required ? codes : []).map((code) =>
        h("span", { class: "mark-code" }, code.colour ? swatch(code) : null, code.label),
      ),
    ),
    answers.some(({ dimension, codes }) => dimension.required && codes.length) ? null : swatch(book.line(shown)),
  );
  const box = h(
    "li",
    {
      class: `mark-card${active ? " mark-active" : ""}${brief ? " mark-brief" : ""}${acts.picked(id) ? " mark-picked" : ""}${state ? ` mark-${state}` : ""}`,
      "data-id": id,
      onpointerenter: () => acts.hover(id, true),
      onpointerleave: () => acts.hover(id, false),
    },
    mine && acts.marking() ? picker(id, acts) : null,
    head,
    h("q", { class: "mark-quote", dir: "auto" }, shorten(acts.quote(id), active ? 280 : 70)),
    rewrite(answers),
    shown.note && h("p", { class: "mark-note", dir: "auto" }, active ? shown.note : shorten(shown.note, 90)),
  );
  if (words.anchorStates[/** @type {"moved"} */ (shown.anchor)]) {
    box.append(h("span", { class: "chip chip-warn" }, words.anchorStates[/** @type {"moved"} */ (shown.anchor)]));
  }
  if (state) box.append(unsaved(entry, acts));
  const verdict = acts.verdict(id);
  if (verdict) box.append(verdict);
  if (active) box.append(...details(entry, book, acts));
  box.append(...acts.talk(id, active));
  return box;
}

/**
 * @param {Entry} entry
 * @param {Acts} acts
 */
function unsaved({ shown: { id }, state, reason, conflict }, acts) {
  if (state === "pending") return h("span", { class: "chip" }, words.saving);
  if (state === "waiting") return h("span", { class: "chip chip-warn", title: reason }, told.waits);
  return h(
    "div",
    { class: "mark-unsaved", role: "alert" },
    h("p", {}, h("strong", {}, words.notSaved), " · ", reason),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button button-small", onclick: () => acts.retry(id) }, conflict ? told.compare : words.retry),
      h("button", { type: "button", class: "button button-small button-quiet", onclick: () => acts.discard(id) }, words.discard),
    ),
  );
}

/**
 * The box that selects a mark, to be deleted or changed with others.
 * @param {string} id
 * @param {Acts} acts
 */
function picker(id, acts) {
  const input = h("input", { type: "checkbox", "aria-label": words.selectMark, onclick: (/** @type {MouseEvent} */ event) => acts.pick(id, event.shiftKey) });
  input.checked = acts.picked(id);
  return h("label", { class: "mark-pick", title: words.selectMark }, input);
}

/**
 * What the passage would say without its bias, beside what it says.
 * @param {ReturnType<Book["answers"]>} answers
 */
function rewrite(answers) {
  const found = answers.find(({ dimension, words: text }) => dimension.key === REWRITE && text);
  if (!found) return null;
  return h("p", { class: "mark-rewrite" }, h("span", { class: "soft" }, `${found.dimension.label}: `), h("span", { dir: "auto" }, found.words));
}

/**
 * @param {Entry} entry
 * @param {Book} book
 * @param {Acts} acts
 * @returns {HTMLElement[]}
 */
function details({ shown }, book, acts) {
  const { id, mine, author } = shown;
  const all = book.answers(shown);
  const said = all.filter(({ words: text, dimension }) => dimension.key !== REWRITE && (text || !dimension.required));
  const facts = said.map(({ dimension, codes, words: text }) => [
    h("dt", {}, dimension.label),
    h("dd", { dir: "auto" }, text || codes.map(({ label }) => label).join(", ")),
  ]);
  if (shown.confidence) {
    facts.push([h("dt", {}, words.sureness), h("dd", {}, say(words.confidenceOf, { given: shown.confidence }))]);
  }
  const parts = [];
  if (facts.length) parts.push(h("dl", { class: "facts" }, ...facts.flat()));
  parts.push(
    h(
      "p",
      { class: "meta" },
      h("span", {}, mine ? words.byYou : author.name),
      h("time", { datetime: shown.created_at }, moment(shown.created_at)),
    ),
  );
  const coded = all.flatMap(({ codes }) => codes);
  if (coded.length) {
    const meanings = coded.map((code) => h("p", { class: "help" }, ...helpOn(code)));
    parts.push(h("details", { class: "mark-codes" }, h("summary", {}, words.meaning), ...meanings));
  }
  const claims = shown.claims.flatMap((each) => acts.claimNamed(each) ?? []);
  if (claims.length) parts.push(h("ul", { class: "mark-claims" }, ...claims.map((claim) => onClaim(id, claim, acts))));
  const button = (/** @type {string} */ label, /** @type {() => void} */ act, kind = "") =>
    h("button", { type: "button", class: `button button-small ${kind}`, onclick: act }, label);
  const { claim } = acts;
  const buttons = [
    claim && button(words.putOnClaim, () => claim(id)),
    mine && acts.marking() && button(words.edit, () => acts.edit(id)),
    mine && acts.marking() && button(words.remove, () => acts.remove(id), "button-quiet"),
  ].filter((each) => each instanceof HTMLElement);
  buttons.push(button(words.past, () => acts.past(id), "button-quiet"));
  buttons.push(button(words.dismiss, () => acts.open(id), "button-quiet mark-close"));
  parts.push(h("div", { class: "actions" }, ...buttons));
  return parts;
}

/**
 * @param {string} id
 * @param {Claim} claim
 * @param {Acts} acts
 */
const onClaim = (id, claim, acts) =>
  h(
    "li",
    {},
    h("span", { class: "chip" }, words.claim),
    h("span", { dir: "auto" }, claim.wording),
    acts.claim &&
      h(
        "button",
        {
          type: "button",
          class: "button button-small button-quiet",
          "aria-label": say(words.takeOffClaim, { claim: claim.wording }),
          title: say(words.takeOffClaim, { claim: claim.wording }),
          onclick: () => acts.unclaim(id, claim.id),
        },
        "×",
      ),
  );

/**
 * What stands where there are no cards.
 * @param {{filtered: boolean, invite: boolean, showAll: () => void}} why - hidden by filters, or none yet: then how to begin
 */
export function nothing({ filtered, invite, showAll }) {
  const show = h("button", { type: "button", class: "button button-small", onclick: showAll }, words.showAll);
  // Of others' marks nothing is known while these are hidden.
  const yet = document.querySelector(".blind-notice") ? words.noneOfMine : words.noneYet;
  const none = invite ? `${yet} ${words.howToBegin}` : yet;
  return h("li", { class: "mark-none" }, h("p", {}, filtered ? words.noneShown : none), filtered ? show : "");
}
