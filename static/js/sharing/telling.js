// @ts-check
/** What is told of a secret link, as short facts. Pure. */

import { say } from "../strings.js";
import { told } from "./words.js";

/**
 * @typedef {object} Share
 * @property {number} id
 * @property {boolean} with_names
 * @property {boolean} with_notes
 * @property {{name: string}} created_by
 * @property {string} created_at
 * @property {string | null} expires_at
 * @property {number} opened
 * @property {string | null} last_opened_at
 * @property {boolean} works
 * @property {string} [secret]
 */

/**
 * @param {Share} share
 * @param {string} [language]
 * @returns {string[]}
 */
export function facts(share, language) {
  const day = (/** @type {string} */ at) => new Date(at).toLocaleDateString(language, { dateStyle: "medium" });
  const moment = (/** @type {string} */ at) => new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  return [
    say(told.by, { who: share.created_by.name, day: day(share.created_at) }),
    share.with_names ? told.withNames : told.withoutNames,
    ...(share.with_notes ? [told.withNotes] : []),
    ...(share.expires_at ? [say(told.until, { day: day(share.expires_at) })] : []),
    share.opened && share.last_opened_at
      ? say(share.opened === 1 ? told.openedOnce : told.opened, { count: share.opened, moment: moment(share.last_opened_at) })
      : told.notOpened,
    ...(share.works ? [] : [told.broken]),
  ];
}
