// @ts-check
/** Whom one can mention: asked for when the first @ is typed. */

/** @import { Member } from "./mentions.js" */

import { request } from "../api.js";

/**
 * @param {number} project
 * @param {number} me - left out
 * @returns {() => Promise<Member[]>} the members; none while the server does not say
 */
export function membersOf(project, me) {
  /** @type {Promise<Member[]> | null} */
  let asked = null;
  return async () => {
    asked ??= request("GET", `/projects/${project}/members/`).then(({ data }) =>
      data.filter((/** @type {Member} */ { person }) => person.id !== me),
    );
    try {
      return await asked;
    } catch {
      asked = null; // asked for again with the next letter
      return [];
    }
  };
}
