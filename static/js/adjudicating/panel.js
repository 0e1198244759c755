// @ts-check
/** The item that is decided on: three steps, with what most say filled in. Drawn anew after each change. */

/** @import { Book } from "../codebook.js" */
/** @import { Answer, Dimension, Layer, Person, Span } from "../types.js" */
/** @import { Item, Marking } from "./items.js" */

import { h, shorten, swatch } from "../elements/dom.js";
import { say } from "../strings.js";
import { candidates, overruled, same, unchanged, voters } from "./items.js";
import { shortcuts, written } from "./shortcuts.js";
import { told } from "./words.js";

/**
 * @typedef {object} Acts - what the panel may ask for
 * @property {(kept: boolean) => void} keep
 * @property {(ranges: Span[]) => void} borders
 * @property {(edge: "start" | "end", by: 1 | -1) => void} move
 * @property {(dimension: Dimension, code: string) => void} code
 * @property {(dimension: string, words: string) => void} words
 * @property {(layer: string) => void} layer
 * @property {(reason: string) => void} reason
 * @property {() => void} decide
 * @property {() => void} back
 * @property {() => void} giveUp
 * @property {(span: Span) => string} quote
 */

/** @param {Person & {number?: number}} author */
export const nameOf = ({ name, number }) => name || say(told.personNumber, { n: number ?? "" });

/**
 * @param {Item} item
 * @param {{book: Book, acts: Acts, place: number, all: number, sending: boolean}} given
 * @returns {HTMLElement[]}
 */
export function panel(item, { book, acts, place, all, sending }) {
  const layer = book.layer(item.layer);
  const { draft, majority, decision, state } = item;
  const chip = { open: "chip", decided: "chip chip-ok", changed: "chip chip-warn" }[state];
  const votes = majority.votes ? say(told.marked, { votes: majority.votes, voters: majority.voters }) : told.nobody;
  return /** @type {HTMLElement[]} */ ([
    h(
      "header",
      { class: "desk-head" },
      h("p", { class: "row" }, swatch(layer), h("strong", {}, layer.label), h("span", { class: "soft number" }, say(told.place, { n: place, all })), h("span", { class: chip }, told.states[state])),
      h("p", { class: "soft small" }, item.added ? told.added : votes, decision?.decided_by && !sending ? ` · ${say(told.decidedBy, { who: decision.decided_by.name })}` : null),
      item.trouble ? h("p", { class: "notice notice-danger small", role: "alert" }, item.trouble) : null,
    ),
    state === "changed" ? delta(item) : null,
    item.added ? layers(item, book, acts) : null,
    item.added ? null : step(1, told.stepOne, isOne(item, acts)),
    ...(draft.kept === false ? [] : [step(2, told.stepTwo, borders(item, acts)), step(3, told.stepThree, codes(item, layer, acts))]),
    notes(item),
    why(item, layer, acts),
    foot(item, acts),
  ].filter(Boolean));
}

/**
 * @param {number} number
 * @param {string} question
 * @param {Node[]} children
 */
const step = (number, question, children) =>
  h("section", { class: "desk-step", "aria-labelledby": `step-${number}` }, h("h3", { id: `step-${number}` }, h("span", { class: "desk-number", "aria-hidden": "true" }, String(number)), " ", question), ...children);

/**
 * @param {string} label
 * @param {string} key - as it is written
 * @param {{focus: string, pressed?: boolean, act: () => void, votes?: string, hear?: string, dir?: string, line?: Node | null, extra?: string}} given
 */
const option = (label, key, { focus, pressed, act, votes, hear, dir, line, extra }) =>
  h(
    "button",
    { type: "button", class: `filter desk-option${extra ? ` ${extra}` : ""}`, "data-focus": focus, "aria-pressed": pressed === undefined ? null : String(pressed), title: hear ?? null, onclick: act },
    line,
    h("span", { class: "desk-words", dir: dir ?? null }, label),
    votes ? h("span", { class: "number soft" }, votes) : null,
    hear ? h("span", { class: "hidden-words" }, `: ${hear}`) : null,
    key ? h("kbd", {}, key) : null,
  );

/** @param {Marking[]} by */
const names = (by) => by.map(({ author }) => nameOf(author)).join(", ");

/**
 * @param {Item} item
 * @param {Acts} acts
 */
function isOne({ draft, majority, markings }, acts) {
  const votes = (/** @type {number} */ n) => (markings.length ? say(told.votes, { n, all: majority.voters }) : "");
  return [
    h(
      "div",
      { class: "desk-options", role: "group", "aria-labelledby": "step-1" },
      option(told.keep, "Y", { focus: "keep", pressed: draft.kept === true, act: () => acts.keep(true), votes: votes(majority.votes), hear: names(markings) }),
      option(told.drop, "N", { focus: "drop", pressed: draft.kept === false, act: () => acts.keep(false), votes: votes(majority.voters - majority.votes) }),
    ),
    ...(majority.kept === null && markings.length ? [h("p", { class: "soft small" }, told.noMajority)] : []),
  ];
}

/**
 * @param {Item} item
 * @param {Acts} acts
 */
function borders(item, acts) {
  const { draft, markings, majority } = item;
  const found = candidates(item);
  const nudge = (/** @type {"start" | "end"} */ edge, /** @type {1 | -1} */ by, /** @type {string} */ label, /** @type {string} */ sign) =>
    h("button", { type: "button", class: "button button-small button-quiet", "data-focus": `${edge}${by}`, "aria-label": label, title: label, onclick: () => acts.move(edge, by) }, sign);
  return [
    h(
      "div",
      { class: "desk-options desk-borders", role: "group", "aria-labelledby": "step-2" },
      ...found.map(({ ranges, by }, index) =>
        option(shorten(ranges.map(acts.quote).join(" … "), 260), index < 9 ? String(index + 1) : "", {
          focus: `border${index}`,
          pressed: same(ranges, draft.ranges),
          act: () => acts.borders(ranges),
          votes: by.length ? say(told.votes, { n: by.length, all: markings.length }) : told.own,
          hear: by.length ? names(by) : told.ownBorders,
          dir: "auto",
          extra: "desk-quote",
        }),
      ),
    ),
    ...(majority.ranges === null && markings.length ? [h("p", { class: "soft small" }, told.noMajority)] : []),
    ...(draft.ranges
      ? [
          h(
            "p",
            { class: "desk-nudge small" },
            h("span", { class: "soft" }, told.start),
            nudge("start", -1, told.startEarlier, "←"),
            nudge("start", 1, told.startLater, "→"),
            h("span", { class: "soft" }, told.end),
            nudge("end", -1, told.endEarlier, "←"),
            nudge("end", 1, told.endLater, "→"),
          ),
        ]
      : []),
  ];
}

/**
 * @param {Item} item
 * @param {Layer} layer
 * @param {Acts} acts
 */
function codes(item, layer, acts) {
  if (!layer.dimensions.length) return [h("p", { class: "soft small" }, told.noCodes)];
  const keys = new Map([...shortcuts(layer)].map(([key, { dimension, code }]) => [`${dimension} ${code}`, written(key)]));
  return layer.dimensions.map((dimension) => {
    const { key, label, required, kind } = dimension;
    const open = item.majority.open.includes(key) && item.markings.length > 0;
    return h(
      "div",
      { class: "desk-dimension", role: "group", "aria-label": label },
      h("p", { class: "small row" }, h("span", {}, label), required ? h("span", { class: "soft" }, told.required) : null, open ? h("span", { class: "chip chip-warn" }, told.noMajority) : null),
      kind === "text" ? worded(item, dimension, acts) : h("div", { class: "desk-options" }, ...dimension.codes.map((code) => {
        const answer = { dimension: key, code: code.key };
        const by = voters(item, answer);
        return option(code.label, keys.get(`${key} ${code.key}`) ?? "", {
          focus: `code ${key} ${code.key}`,
          pressed: item.draft.codes.some((each) => each.dimension === key && each.code === code.key),
          act: () => acts.code(dimension, code.key),
          votes: by.length ? String(by.length) : "",
          hear: by.length ? names(by) : undefined,
          line: code.colour ? swatch(code) : null,
        });
      })),
    );
  });
}

/**
 * @param {Item} item
 * @param {Dimension} dimension
 * @param {Acts} acts
 */
function worded(item, { key, label }, acts) {
  const given = item.draft.codes.find((each) => each.dimension === key)?.words ?? "";
  const proposed = new Set(item.markings.flatMap(({ codes: all }) => all.flatMap((each) => (each.dimension === key && each.words ? [each.words] : []))));
  const input = h("input", { type: "text", "aria-label": label, "data-focus": `words ${key}`, maxlength: "2000", dir: "auto", onchange: () => acts.words(key, input.value) });
  input.value = given;
  return h(
    "div",
    { class: "stack-tight" },
    input,
    h("div", { class: "desk-options" }, ...[...proposed].map((words, index) => {
      /** @type {Answer} */
      const answer = { dimension: key, words };
      return option(shorten(words, 120), "", { focus: `words ${key} ${index}`, pressed: words === given, act: () => acts.words(key, words), votes: String(voters(item, answer).length), hear: names(voters(item, answer)), dir: "auto" });
    })),
  );
}

/** @param {Item} item */
function notes({ markings }) {
  const noted = markings.filter(({ note }) => note);
  if (!noted.length) return null;
  return h("details", { class: "desk-notes small" }, h("summary", {}, `${told.notes} (${noted.length})`), h("ul", {}, ...noted.map(({ note, author }) => h("li", {}, h("strong", {}, nameOf(author)), ": ", h("span", { dir: "auto" }, note)))));
}

/** @param {Item} item */
function delta({ delta: { new: fresh, changed, gone }, markings }) {
  const who = (/** @type {string[]} */ ids) => names(markings.filter(({ id }) => ids.includes(id)));
  return h(
    "div",
    { class: "notice notice-warn small" },
    h("strong", {}, told.delta),
    h(
      "ul",
      { class: "desk-delta" },
      fresh.length ? h("li", {}, say(told.deltaNew, { who: who(fresh) })) : null,
      changed.length ? h("li", {}, say(told.deltaChanged, { who: who(changed) })) : null,
      gone.length ? h("li", {}, say(gone.length === 1 ? told.deltaGoneOne : told.deltaGone, { n: gone.length })) : null,
    ),
  );
}

/**
 * @param {Item} item
 * @param {Book} book
 * @param {Acts} acts
 */
function layers(item, book, acts) {
  return h("div", { class: "desk-dimension", role: "group", "aria-label": told.layer }, h("p", { class: "small" }, told.layer), h("div", { class: "desk-options" }, ...book.layers.map((each) => option(each.label, "", { focus: `layer ${each.key}`, pressed: each.key === item.layer, act: () => acts.layer(each.key), line: swatch(each) }))));
}

/**
 * @param {Item} item
 * @param {Layer} layer
 * @param {Acts} acts
 */
function why(item, layer, acts) {
  const against = item.draft.kept === null ? [] : overruled(item, item.draft, layer);
  if (!against.length && !item.draft.reason) return null;
  const what = against.map((each) => ({ kept: told.whatKept, ranges: told.whatRanges })[each] ?? layer.dimensions.find(({ key }) => key === each)?.label ?? each);
  const input = h("input", { type: "text", id: "desk-reason", "data-focus": "reason", maxlength: "5000", dir: "auto", required: against.length > 0, "aria-describedby": against.length ? "desk-against" : null, oninput: () => acts.reason(input.value) });
  input.value = item.draft.reason;
  return h(
    "div",
    { class: "desk-why" },
    against.length ? h("p", { class: "notice notice-warn small", id: "desk-against" }, say(told.overrules, { what: what.join(", ") })) : null,
    h("label", { class: "small", for: "desk-reason" }, told.reason),
    input,
  );
}

/**
 * @param {Item} item
 * @param {Acts} acts
 */
function foot(item, acts) {
  const { decision, draft, state, added } = item;
  const as = unchanged(decision, draft);
  const label = !decision ? (added ? told.add : told.decide) : !as ? told.decideAnew : state === "changed" ? told.keepDecision : told.next;
  return h(
    "div",
    { class: "actions desk-foot" },
    h("button", { type: "button", class: "button button-primary", "data-focus": "decide", onclick: acts.decide }, label, " ", h("kbd", {}, "↵")),
    decision ? h("button", { type: "button", class: "button button-quiet", "data-focus": "back", onclick: acts.back }, told.takeBack, " ", h("kbd", {}, "U")) : null,
    added && !decision ? h("button", { type: "button", class: "button button-quiet", "data-focus": "giveUp", onclick: acts.giveUp }, told.giveUp, " ", h("kbd", {}, "Esc")) : null,
  );
}
