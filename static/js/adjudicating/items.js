// @ts-check
/**
 * What is to be decided, and what is decided on it. Pure: without a DOM, without the server, which has the last word
 * on all of it (`annotator/findings/decisions.py` says the same).
 */

/** @import { Annotation, Answer, Layer, Person, Span } from "../types.js" */

/** @typedef {Omit<Annotation, "author"> & {author: Person & {number?: number}}} Marking */

/**
 * @typedef {object} Majority
 * @property {boolean | null} kept
 * @property {Span[] | null} ranges
 * @property {Span[] | null} most_ranges - marked by more than half
 * @property {Answer[]} codes
 * @property {string[]} open - dimensions without a majority
 * @property {number} votes
 * @property {number} voters
 * @property {boolean} unanimous
 *
 * @typedef {{annotation: string, version: number}} Basis
 *
 * @typedef {object} Decision
 * @property {string} id
 * @property {boolean} kept
 * @property {Span[]} ranges
 * @property {Answer[]} codes
 * @property {string} reason
 * @property {boolean} [overrules]
 * @property {Person} [decided_by]
 * @property {number} version - 0 while the server has not answered
 * @property {Basis[]} basis
 * @property {string} layer
 *
 * @typedef {object} Row - as the server tells it
 * @property {string} layer
 * @property {"open" | "decided" | "changed"} state
 * @property {number} start
 * @property {number} end
 * @property {Marking[]} markings
 * @property {Majority} majority
 * @property {Decision | null} decision
 * @property {{new: string[], changed: string[], gone: string[]}} delta
 *
 * @typedef {object} Draft - what the curator is about to decide
 * @property {boolean | null} kept
 * @property {Span[] | null} ranges
 * @property {Answer[]} codes
 * @property {string} reason
 * @property {Set<string>} seen - dimensions without a majority that were answered, or left empty on purpose
 *
 * @typedef {Row & {key: string, draft: Draft, touched: boolean, added?: boolean, trouble?: string}} Item
 *
 * @typedef {"all" | "open" | "decided" | "changed"} Filter
 */

/**
 * @param {Row} row
 * @param {string} key - stays the same while the page is open
 * @returns {Item}
 */
export const item = (row, key) => ({ ...row, key, draft: draftOf(row), touched: false });

/**
 * What is filled in beforehand: the decision, or what most say.
 * @param {Row} row
 * @returns {Draft}
 */
export function draftOf({ decision, majority }) {
  const { kept, ranges, codes } = decision ?? majority;
  const reason = decision?.reason ?? "";
  return { kept, ranges: ranges && plain(ranges), codes: codes.map((each) => ({ ...each })), reason, seen: new Set() };
}

/** @param {Span[]} ranges */
const plain = (ranges) => ranges.map(({ start, end }) => ({ start, end }));

/** @param {Span[]} ranges */
export const place = (ranges) => ranges.map(({ start, end }) => `${start}-${end}`).join(" ");

/**
 * @param {Span[] | null} one
 * @param {Span[] | null} other
 */
export const same = (one, other) => (one && place(one)) === (other && place(other));

/**
 * The borders to choose from: those that people marked, most votes first; then the decision's own, and the draft's.
 * @param {Item} item
 * @returns {{ranges: Span[], by: Marking[]}[]}
 */
export function candidates({ markings, decision, draft }) {
  /** @type {Map<string, {ranges: Span[], by: Marking[]}>} */
  const found = new Map();
  for (const marking of markings) {
    const ranges = plain(marking.ranges);
    const there = found.get(place(ranges)) ?? { ranges, by: [] };
    there.by.push(marking);
    found.set(place(ranges), there);
  }
  const sorted = [...found.values()].sort((a, b) => b.by.length - a.by.length || a.ranges[0].start - b.ranges[0].start);
  for (const ranges of [decision?.ranges, draft.ranges]) {
    if (ranges && !sorted.some((each) => same(each.ranges, ranges))) sorted.push({ ranges: plain(ranges), by: [] });
  }
  return sorted;
}

/**
 * Who gave an answer.
 * @param {Item} item
 * @param {Answer} answer
 */
export const voters = ({ markings }, { dimension, code, words }) =>
  markings.filter(({ codes }) => codes.some((each) => each.dimension === dimension && (code ? each.code === code : each.words === words)));

/**
 * In what a draft goes against more than half of the people: "kept", "ranges", keys of dimensions.
 * @param {Pick<Item, "majority" | "markings">} item
 * @param {Draft} draft
 * @param {Layer} layer
 * @returns {string[]}
 */
export function overruled({ majority, markings }, draft, layer) {
  if (!markings.length) return [];
  const against = majority.kept !== null && majority.kept !== draft.kept ? ["kept"] : [];
  if (!draft.kept) return against;
  if (majority.most_ranges && !same(majority.most_ranges, draft.ranges)) against.push("ranges");
  for (const { key } of layer.dimensions) {
    if (!majority.open.includes(key) && said(majority.codes, key) !== said(draft.codes, key)) against.push(key);
  }
  return against;
}

/**
 * @param {Answer[]} codes
 * @param {string} dimension
 */
const said = (codes, dimension) =>
  codes
    .filter((each) => each.dimension === dimension)
    .map(({ code, words }) => code ?? words)
    .sort()
    .join("\n");

/**
 * What is still to be said before a draft can be a decision: "kept", "ranges", a dimension (`open`: it may stay
 * empty), "reason"; null where nothing is.
 * @param {Item} item
 * @param {Layer} layer
 * @returns {{what: string, open?: boolean} | null}
 */
export function missing(item, layer) {
  const { draft, majority } = item;
  if (draft.kept === null) return { what: "kept" };
  if (draft.kept) {
    if (!draft.ranges) return { what: "ranges" };
    for (const { key, required } of layer.dimensions) {
      const empty = !said(draft.codes, key);
      if (empty && required) return { what: key };
      if (empty && majority.open.includes(key) && !item.decision && !draft.seen.has(key)) return { what: key, open: true };
    }
  }
  return overruled(item, draft, layer).length && !draft.reason.trim() ? { what: "reason" } : null;
}

/**
 * What is sent of a draft.
 * @param {Item} item
 * @param {Draft} draft
 */
export function body({ layer, markings }, draft) {
  return {
    layer,
    kept: draft.kept === true,
    ranges: plain(draft.ranges ?? markings[0].ranges),
    codes: draft.kept ? draft.codes : [],
    basis: markings.map(({ id, version }) => ({ annotation: id, version })),
    reason: draft.reason.trim(),
  };
}

/**
 * Whether a draft says what the decision says.
 * @param {Decision | null} decision
 * @param {Draft} draft
 */
export function unchanged(decision, draft) {
  if (!decision || decision.kept !== draft.kept || decision.reason !== draft.reason.trim()) return false;
  const codes = (/** @type {Answer[]} */ all) => all.map(({ dimension, code, words }) => `${dimension}=${code ?? words}`).sort().join("\n");
  return !draft.kept || (same(decision.ranges, draft.ranges) && codes(decision.codes) === codes(draft.codes));
}

/** @param {Item[]} items */
export function counts(items) {
  const of = (/** @type {string} */ state) => items.filter((each) => each.state === state).length;
  const alike = items.filter(({ state, majority }) => state === "open" && majority.unanimous).length;
  return { all: items.length, open: of("open"), decided: of("decided"), changed: of("changed"), alike };
}

/**
 * @param {Item[]} items
 * @param {Filter} filter
 */
export const passing = (items, filter) => (filter === "all" ? items : items.filter(({ state }) => state === filter));

/**
 * The next item behind one that waits for a decision, from the first on again after the last.
 * @param {Item[]} items
 * @param {Item | null} from
 * @returns {Item | null} null when none waits; never `from` itself while another does
 */
export function nextOpen(items, from) {
  const at = from ? items.indexOf(from) : -1;
  const turned = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return turned.find(({ state }) => state !== "decided") ?? null;
}

/**
 * The next item by place in a list that may not hold the current one.
 * @param {Item[]} shown
 * @param {Item | null} from
 * @param {1 | -1} by
 */
export function beside(shown, from, by) {
  if (!shown.length) return null;
  const at = from ? shown.indexOf(from) : -1;
  if (at >= 0) return shown[(at + by + shown.length) % shown.length];
  const start = from?.start ?? -1;
  const behind = shown.find((each) => each.start >= start);
  return by > 0 ? (behind ?? shown[0]) : ([...shown].reverse().find((each) => each.start < start) ?? shown[shown.length - 1]);
}

/**
 * The items after the table was read anew: the same keys, and drafts where what they rest on is the same.
 * @param {Item[]} before
 * @param {Row[]} rows
 * @param {() => string} fresh - makes a key
 * @returns {Item[]}
 */
export function merged(before, rows, fresh) {
  const left = new Set(before);
  const items = rows.map((row) => {
    const ids = new Set(row.markings.map(({ id }) => id));
    const old = [...left].find(
      (each) => (row.decision && each.decision?.id === row.decision.id) || each.markings.some(({ id }) => ids.has(id)),
    );
    if (!old) return item(row, fresh());
    left.delete(old);
    const made = item(row, old.key);
    const base = (/** @type {Row} */ { markings, decision }) => `${decision?.version} ${markings.map(({ id, version }) => `${id} ${version}`).sort()}`;
    if (old.touched && base(old) === base(row)) return { ...made, draft: old.draft, touched: true };
    return made;
  });
  // What is being added is nobody's but this page's.
  for (const each of left) if (each.added && !each.decision) items.push(each);
  return items.sort((a, b) => a.start - b.start || a.end - b.end);
}
