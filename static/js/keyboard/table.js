// @ts-check
/** Which key does what on the article page, and what this browser changed of it. Pure but for what it remembers. */

import { keep, recall, remember, remembered } from "../remembering.js";
import { words } from "../strings.js";

const SETTING = "annotator.keys";
const LETTERS = "annotator.letters";

/** Each act and its keys, as `KeyboardEvent.key` says them. `templates/articles/keys.html` says what they do. */
export const DEFAULTS = /** @type {const} */ ({
  help: ["?"],
  next: ["]", "j"],
  previous: ["[", "k"],
  settle: ["n"],
  again: ["."],
  edit: ["e"],
  remove: ["Delete"],
  claim: ["m"],
  comment: ["c"],
  past: ["h"],
  pick: ["x"],
  pickShown: ["X"],
  suggestion: ["s"],
  suggestionBack: ["S"],
  accept: ["a"],
  reject: ["x"],
  filter: ["f", "/"],
  read: ["v"],
  dense: ["g"],
  denseBack: ["G"],
  codes: ["d"],
  guidelines: ["i"],
  taskDone: ["D"],
  taskNext: ["N"],
  taskPrevious: ["P"],
});
/** @typedef {keyof typeof DEFAULTS} Act */

/** Two acts that never happen at the same time may share a key: a suggestion is looked at, or a mark is. */
const APART = new Set(["pick reject", "reject pick"]);
/** These move, choose and leave; they are not given away. */
const FIXED = new Set(["Enter", "Escape", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", " ", "Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/** Events: `change` when a key is another one, or single letters are switched on or off. */
export class Keys extends EventTarget {
  /** @type {Partial<Record<Act, string[]>>} */
  #own = {};
  #letters = remembered(LETTERS);

  constructor() {
    super();
    const kept = recall(SETTING);
    for (const act of /** @type {Act[]} */ (Object.keys(DEFAULTS))) {
      const keys = kept?.[act];
      if (Array.isArray(keys)) this.#own[act] = keys.filter((key) => typeof key === "string" && !FIXED.has(key));
    }
  }

  /** @param {Act} act */
  of(act) {
    return this.#own[act] ?? [...DEFAULTS[act]];
  }

  /** Whether anything differs from how it came. */
  get changed() {
    return Object.keys(this.#own).length > 0;
  }

  /** Whether single letters and signs are keys. */
  get letters() {
    return this.#letters;
  }

  set letters(on) {
    this.#letters = on;
    remember(LETTERS, on);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * The key of an act as a button shows it.
   * @param {Act} act
   * @returns {string} empty when none does it now
   */
  shown(act) {
    const key = this.of(act).find((each) => this.#letters || each.length > 1);
    return key ? written(key) : "";
  }

  /**
   * What a key that was pressed does; nothing where it is one of those that are switched off.
   * @param {string} key
   */
  pressed(key) {
    return this.#letters || key.length > 1 ? this.acts(key) : [];
  }

  /**
   * @param {string} key
   * @returns {Act[]} what it does; two only when they never happen at the same time
   */
  acts(key) {
    return /** @type {Act[]} */ (Object.keys(DEFAULTS)).filter((act) => this.of(act).includes(key));
  }

  /**
   * @param {Act} act
   * @param {string} key
   * @returns {Act | "fixed" | null} what has it already; null when it was set
   */
  set(act, key) {
    if (FIXED.has(key)) return "fixed";
    const taken = this.acts(key).find((other) => other !== act && !APART.has(`${act} ${other}`));
    if (taken) return taken;
    this.#own[act] = [key];
    this.#keep();
    return null;
  }

  /** All as it came. */
  reset() {
    this.#own = {};
    this.#keep();
  }

  #keep() {
    keep(SETTING, this.changed ? this.#own : undefined);
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * A key as it is written on it.
 * @param {string} key
 */
export function written(key) {
  if (key === "Delete") return words.deleteKey;
  return key.length === 1 && key !== key.toLocaleLowerCase() ? `⇧ ${key.toLocaleLowerCase()}` : key;
}
