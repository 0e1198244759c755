// @ts-check
/** The note on the chosen passage: in the gutter at its height, or a bar at the foot where the gutter is narrow. */

import { h, shorten } from "../elements/dom.js";
import { say } from "../strings.js";
import { told } from "./words.js";

export class Beside {
  /** @param {HTMLElement} box - `#beside` */
  constructor(box) {
    this.box = box;
  }

  /**
   * @param {{kind: string, explanations: string[], place: number, count: number, counterpart: string, account: string}} about
   */
  show({ kind, explanations, place, count, counterpart, account }) {
    const name = told.kinds[/** @type {keyof typeof told.kinds} */ (kind)];
    const label = this.#part("kind");
    label.className = `kind kind-${kind}`;
    label.textContent = name;
    this.#part("place").textContent = say(told.place, { place, count });
    this.#part("words").replaceChildren(...explanations.map((sentence) => h("p", {}, sentence)));
    const quote = this.#part("counterpart");
    quote.textContent = shorten(counterpart, 260);
    quote.hidden = !counterpart;
    const go = this.#act("across");
    go.hidden = !counterpart;
    go.textContent = say(told.across, { account: shorten(account, 24) });
    this.box.hidden = false;
  }

  hide() {
    this.box.hidden = true;
  }

  /**
   * @param {number} height - wanted, in pixels below the gutter's upper edge
   * @param {number} room - how high the gutter is
   */
  at(height, room) {
    const top = Math.max(0, Math.min(height, room - this.box.offsetHeight));
    this.box.style.setProperty("--top", `${top}px`);
  }

  /**
   * @param {string} act
   * @param {() => void} listener
   */
  on(act, listener) {
    this.#act(act).addEventListener("click", listener);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part = (name) => this.box.querySelector(`[data-part="${name}"]`) ?? this.box;

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #act = (name) => this.box.querySelector(`[data-act="${name}"]`) ?? this.box;
}
