// @ts-check
/** Time on task: counts while the page is in sight and somebody does something. Pure: it is told the time. */

/** Who does nothing for so long, in milliseconds, is thought to be elsewhere. */
export const IDLE = 60_000;

export class Clock {
  #counted = 0;
  /** @type {number | null} until when it has counted, while it runs */
  #upTo = null;
  #active = -Infinity;
  #visible = false;

  /**
   * Somebody moved the pointer, scrolled, pressed a key.
   * @param {number} now - milliseconds, of any clock that never goes back
   */
  act(now) {
    this.#count(now);
    this.#active = now;
    if (this.#visible && this.#upTo === null) this.#upTo = now;
  }

  /**
   * The page comes into sight or goes out of it.
   * @param {boolean} visible
   * @param {number} now
   */
  show(visible, now) {
    this.#count(now);
    this.#visible = visible;
    this.#upTo = visible && now < this.#active + IDLE ? now : null;
  }

  /**
   * The whole seconds since they were last taken; the rest is kept for the next time.
   * @param {number} now
   */
  take(now) {
    this.#count(now);
    const seconds = Math.floor(this.#counted / 1000);
    this.#counted -= seconds * 1000;
    return seconds;
  }

  /**
   * Seconds that could not be told: they are told the next time.
   * @param {number} seconds
   */
  putBack(seconds) {
    this.#counted += seconds * 1000;
  }

  /** @param {number} now */
  #count(now) {
    if (this.#upTo === null) return;
    // What somebody did last counts for as long as it takes to read on.
    const end = Math.min(now, this.#active + IDLE);
    this.#counted += Math.max(0, end - this.#upTo);
    this.#upTo = end < now ? null : now;
  }
}
