// @ts-check
/** Switches that this browser remembers. Where storage is shut off they last as long as the page. */

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
