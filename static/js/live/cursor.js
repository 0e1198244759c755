// @ts-check
/** How far each project has been heard, as the server writes it: `3:120,5:44`. Pure. */

/** @typedef {Map<number, number>} Heard - the number of the last event, by project */

/**
 * @param {string} cursor
 * @returns {Heard}
 */
export const read = (cursor) =>
  new Map(cursor.split(",").filter(Boolean).map((part) => /** @type {[number, number]} */ (part.split(":").map(Number))));

/** @param {Heard} heard */
export const write = (heard) => [...heard].map(([project, seq]) => `${project}:${seq}`).join();
