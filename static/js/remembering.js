// @ts-check
/** What this browser remembers. Where storage is shut off they last as long as the page. */

/**
 * @param {string} name
 * @returns {boolean} on, unless it was switched off
 */
export function remembered(name) {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true;
  }
}

/**
 * @param {string} name
 * @param {boolean} on
 */
export function remember(name, on) {
  try {
    localStorage.setItem(name, on ? "on" : "off");
  } catch {
    // as above
  }
}

/**
 * @param {string} name
 * @returns {any} what was kept under the name; undefined when there is nothing, or nothing that can be read
 */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {unknown} value - JSON-able; undefined forgets it
 */
export function keep(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // as above
  }
}
