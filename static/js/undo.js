// @ts-check
/** What one person did on this page, so that it can be taken back and done again. */

/** @typedef {{what: string, undo: () => void, redo: () => void}} Deed */

const LONGEST = 200; // deeds that are remembered

export class Undo {
  /** @type {Deed[]} */
  #done = [];
  /** @type {Deed[]} */
  #undone = [];

  /** @param {Deed} deed - already done */
  did(deed) {
    this.#done.push(deed);
    if (this.#done.length > LONGEST) this.#done.shift();
    this.#undone = [];
  }

  /** @returns {Deed | undefined} what was taken back */
  undo() {
    const deed = this.#done.pop();
    if (!deed) return undefined;
    deed.undo();
    this.#undone.push(deed);
    return deed;
  }

  /** @returns {Deed | undefined} what was done again */
  redo() {
    const deed = this.#undone.pop();
    if (!deed) return undefined;
    deed.redo();
    this.#done.push(deed);
    return deed;
  }
}
