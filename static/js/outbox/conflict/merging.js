// @ts-check
/** What differs between two copies of one mark, and a copy put together of both. Pure. */

/** @import { Annotation, Answer, Draft } from "../../types.js" */

import { answers, draftOf, places } from "../ops.js";

/** @typedef {"yours" | "theirs"} Side */
/**
 * @typedef {object} Field
 * @property {string} name - `ranges`, `layer` (with all its codes), `codes <dimension>`, `note`, `confidence`
 * @property {boolean} differs
 * @property {Side} side - who alone changed it; yours when both did
 */

/**
 * @param {Annotation | null} before - what both began with, as far as is known
 * @param {Annotation} yours
 * @param {Annotation} theirs
 * @returns {Field[]} the fields that both or one of them have
 */
export function fields(before, yours, theirs) {
  const names = ["ranges", "layer"];
  if (yours.layer === theirs.layer) {
    const given = [...theirs.codes, ...yours.codes].map(({ dimension }) => `codes ${dimension}`);
    names.push(...new Set(given));
  }
  names.push("note", "confidence");
  return names.map((name) => {
    const [mine, other, old] = [yours, theirs, before].map((copy) => copy && value(copy, name));
    return { name, differs: mine !== other, side: mine === old ? "theirs" : "yours" };
  });
}

/**
 * @param {Annotation} yours
 * @param {Annotation} theirs
 * @param {Map<string, Side>} chosen - by name of field; yours where nothing was chosen
 * @returns {Draft}
 */
export function merged(yours, theirs, chosen) {
  const of = (/** @type {string} */ name) => (chosen.get(name) === "theirs" ? theirs : yours);
  const layer = of("layer");
  const draft = draftOf(layer);
  if (yours.layer === theirs.layer) {
    const dimensions = new Set([...theirs.codes, ...yours.codes].map(({ dimension }) => dimension));
    draft.codes = [...dimensions].flatMap((dimension) => given(of(`codes ${dimension}`), dimension));
  }
  const { ranges } = draftOf(of("ranges"));
  return { ...draft, ranges, note: of("note").note, confidence: of("confidence").confidence };
}

/**
 * @param {Annotation} annotation
 * @param {string} dimension
 * @returns {Answer[]}
 */
export const given = ({ codes }, dimension) => codes.filter((each) => each.dimension === dimension);

/**
 * Something that is equal when the field says the same.
 * @param {Annotation} copy
 * @param {string} name
 */
function value(copy, name) {
  if (name === "ranges") return places(copy.ranges);
  if (name === "layer") return copy.layer;
  if (name === "note") return copy.note.trim();
  if (name === "confidence") return String(copy.confidence ?? "");
  return answers(given(copy, name.slice("codes ".length)));
}
