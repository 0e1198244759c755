// @ts-check
/**
 * Which key gives which code: the codebook's own; with Shift where adjudication needs that key for itself. Pure.
 */

/** @import { Layer } from "../types.js" */

/** Keys that mean something else here; digits choose borders. */
const TAKEN = /^[ynjku0-9]$/;

/**
 * @param {Layer} layer
 * @returns {Map<string, {dimension: string, code: string}>} by key: `d`, or `shift+3`; the first of two that want one key has it
 */
export function shortcuts(layer) {
  const found = new Map();
  for (const { key: dimension, codes } of layer.dimensions) {
    for (const { key: code, shortcut } of codes) {
      if (!shortcut) continue;
      const key = TAKEN.test(shortcut) ? `shift+${shortcut}` : shortcut;
      if (!found.has(key)) found.set(key, { dimension, code });
    }
  }
  return found;
}

/**
 * The name of what was pressed, as `shortcuts` names it. With Shift a digit is told by its key, not by its sign,
 * which is another one on each keyboard.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 */
export function pressed({ key, code, shiftKey }) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (shiftKey && digit) return `shift+${digit}`;
  if (shiftKey && /^\p{L}$/u.test(key)) return `shift+${key.toLowerCase()}`;
  return key.length === 1 ? key.toLowerCase() : key;
}

/**
 * How a key is written on a button.
 * @param {string} key
 */
export const written = (key) => (key.startsWith("shift+") ? `⇧${key.slice(6).toUpperCase()}` : key.toUpperCase());
