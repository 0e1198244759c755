// @ts-check
/** The gold mentions of a story, which kept passages state which claims: what a key means on one. Pure. */

/** @import { Person } from "../types.js" */

/**
 * @typedef {{holds: boolean, reason: string, version: number, overrules: boolean, decided_by: Person}} MentionDecision
 *
 * @typedef {object} GoldMention
 * @property {string} passage - the decision that kept it
 * @property {number} article
 * @property {string} quote
 * @property {"open" | "decided" | "changed"} state
 * @property {{person: Person & {number?: number}, holds: boolean}[]} said
 * @property {{holds: boolean | null, votes: number, voters: number}} majority
 * @property {string} seen
 * @property {MentionDecision | null} decision
 * @property {{new: string[], changed: string[], gone: string[]}} delta
 *
 * @typedef {{id: string, wording: string, mentions: GoldMention[]}} MentionRow
 * @typedef {{passage: string, article: number, quote: string}} GoldPassage
 * @typedef {{seq: number, rows: MentionRow[], spare: GoldPassage[], waiting: {article: number, count: number}[]}} MentionTable
 */

/**
 * What a key decides on a mention; null where it decides nothing.
 * @param {string} key
 * @param {GoldMention} mention
 * @returns {boolean | null}
 */
export function pressed(key, { decision, majority }) {
  if (key === "Enter") return decision ? decision.holds : majority.holds;
  return { y: true, n: false }[key.toLowerCase()] ?? null;
}

/**
 * Whether a decision needs a reason: more than half of those who put the passage on a claim say otherwise.
 * @param {GoldMention} mention
 * @param {boolean} holds
 */
export const overrules = ({ majority }, holds) => majority.holds !== null && majority.holds !== holds;

/**
 * All mentions with their claims, in their order.
 * @param {MentionTable} table
 */
export const all = ({ rows }) => rows.flatMap((claim) => claim.mentions.map((mention) => ({ claim, mention })));

/**
 * @param {MentionTable} table
 * @returns {{done: number, all: number}}
 */
export function progress(table) {
  const mentions = all(table);
  return { done: mentions.filter(({ mention }) => mention.state === "decided").length, all: mentions.length };
}

/**
 * The place of the next mention that waits, from the first on again; -1 where none does.
 * @param {MentionTable} table
 * @param {number} place
 */
export function nextOpen(table, place) {
  const mentions = all(table);
  for (let step = 1; step <= mentions.length; step += 1) {
    const at = (place + step) % mentions.length;
    if (mentions[at].mention.state !== "decided") return at;
  }
  return -1;
}

/**
 * What a mention is once it is decided; it replaces the row's own.
 * @param {GoldMention} mention
 * @param {MentionDecision | null} decision
 * @returns {GoldMention}
 */
export const decided = (mention, decision) => ({ ...mention, decision, state: decision ? "decided" : "open", delta: { new: [], changed: [], gone: [] } });
