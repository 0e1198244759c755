// @ts-check
/** Mentions while they are typed: which name is begun at the caret, and who it may be. Knows no DOM. */

/** @typedef {{username: string, person: {id: number, name: string, initials: string, hue: number}}} Member */

const BEGUN = /(?:^|[^\p{L}\p{N}_.@+\-/])@([\p{L}\p{N}_.@+-]*)$/u;
const MOST = 6; // that are offered at once

/**
 * The name that is being typed.
 * @param {string} text
 * @param {number} caret - UTF-16, as text fields count
 * @returns {{at: number, begun: string} | null} `at`: where its @ stands
 */
export function beingTyped(text, caret) {
  const found = BEGUN.exec(text.slice(0, caret));
  return found && { at: caret - found[1].length - 1, begun: found[1] };
}

/**
 * The members whose user name or one of whose names begins like that, user names first.
 * @param {Member[]} members
 * @param {string} begun
 */
export function fitting(members, begun) {
  const wanted = plain(begun);
  const rank = (/** @type {Member} */ { username, person }) => {
    if (plain(username).startsWith(wanted)) return 0;
    return plain(person.name).split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  const ranked = members.map((member) => ({ member, rank: rank(member) })).filter((each) => each.rank < 2);
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({ member }) => member);
}

/**
 * Put a name in place of what was begun.
 * @param {string} text
 * @param {number} caret
 * @param {number} at - of the @
 * @param {string} username
 */
export function completed(text, caret, at, username) {
  const after = text.slice(caret);
  const name = `@${username}${/^\s/.test(after) ? "" : " "}`;
  return { text: text.slice(0, at) + name + after, caret: at + username.length + 2 };
}

/** @param {string} word - without its accents, in small letters */
const plain = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
