// @ts-check
/** Makes elements. Words of people only ever go in as text, never as markup. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [given] - attributes; `on…` are listeners, false and null leave one out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => typeof child === "string" || child instanceof Node));
  return element;
}

/**
 * The line of a code, to stand beside its word.
 * @param {{colour?: string, pattern?: string}} line
 */
export const swatch = ({ colour = "ink", pattern = "solid" }) =>
  h("span", { class: `swatch mark-${colour || "ink"} pattern-${pattern || "solid"}`, "aria-hidden": "true" });

/** @param {{name: string, initials: string, hue: number}} person */
export const circle = ({ name, initials, hue }) =>
  h("span", { class: `person person-${hue}`, title: name, "aria-hidden": "true" }, initials);

/**
 * @param {string} text
 * @param {number} most - characters
 */
export function shorten(text, most) {
  const flat = text.replace(/\s+/g, " ");
  const letters = [...flat];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : flat;
}

/** Whether a key pressed here is somebody writing. */
export const writing = (/** @type {EventTarget | null} */ target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !/^(radio|checkbox|button)$/.test(target.type)));

/**
 * Do it when the browser has nothing else to do, soon in any case.
 * @param {() => void} act
 */
export const idle = (act) => ("requestIdleCallback" in globalThis ? requestIdleCallback(act, { timeout: 400 }) : setTimeout(act, 30));
