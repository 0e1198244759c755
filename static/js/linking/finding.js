// @ts-check
/** Which of many things fit some typed words. Pure. */

/** @param {string} words */
const plain = (words) => words.normalize("NFKD").replace(/\p{M}+/gu, "").toLocaleLowerCase();

/**
 * Whether all typed words stand in it, in any order, whatever their case and accents.
 * @param {string} said
 * @param {string} typed
 */
export function fits(said, typed) {
  const there = plain(said);
  return plain(typed).split(/\s+/).every((word) => there.includes(word));
}
