// @ts-check
/** The two handles of a range that is being marked: dragged with mouse or finger, or moved by arrow keys. */

/** @import { Page } from "../offsets.js" */
/** @import { Edge, Unit } from "../borders.js" */
/** @import { Span } from "../types.js" */

import { caretAt } from "../pointing.js";
import { words } from "../strings.js";
import { h } from "./dom.js";
import { rects } from "./overlay.js";

const SCROLLS = 48; // px from the window's edge, where a drag scrolls
const STEP = 12; // px

export class Handles {
  /**
   * @param {object} given
   * @param {HTMLElement} given.host - positioned
   * @param {Page} given.page
   * @param {(edge: Edge, point: number, unit: Unit) => void} given.onDrag
   * @param {(edge: Edge, by: 1 | -1, unit: Unit) => void} given.onStep
   * @param {() => void} given.onDrop - the drag has ended
   */
  constructor({ host, page, onDrag, onStep, onDrop }) {
    this.host = host;
    this.page = page;
    this.onDrag = onDrag;
    this.onStep = onStep;
    this.onDrop = onDrop;
    /** @type {Record<Edge, HTMLElement>} */
    this.ends = { start: this.#handle("start", words.dragStart), end: this.#handle("end", words.dragEnd) };
    /** Whether one of them is being dragged. */
    this.dragging = false;
    /** From the middle of its line to where it was taken hold of: a finger does that below the words. */
    this.grip = { x: 0, y: 0 };
    host.append(this.ends.start, this.ends.end);
  }

  /** @param {Span | null} span - null takes them away */
  show(span) {
    const found = span ? rects(this.page, span) : [];
    const origin = this.host.getBoundingClientRect();
    const first = found[0];
    const last = found.at(-1);
    const rtl = span && this.#isRtl(span.start);
    for (const [edge, rect] of /** @type {[Edge, DOMRect | undefined][]} */ ([["start", first], ["end", last]])) {
      const handle = this.ends[edge];
      handle.hidden = !rect;
      if (!rect) continue;
      const x = (edge === "start") === !rtl ? rect.left : rect.right;
      handle.style.left = `${x - origin.left}px`;
      handle.style.top = `${rect.top - origin.top}px`;
      handle.style.height = `${rect.height}px`;
    }
  }

  // -- inside

  /** @param {number} point */
  #isRtl(point) {
    const element = this.page.elements[this.page.indexAt(point)];
    return element ? getComputedStyle(element).direction === "rtl" : false;
  }

  /**
   * @param {Edge} edge
   * @param {string} label
   */
  #handle(edge, label) {
    const handle = h("button", { type: "button", class: `handle handle-${edge}`, "aria-label": label, title: label, hidden: true }, h("span", { class: "handle-knob" }));
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      const { left, top, width, height } = handle.getBoundingClientRect();
      this.grip = { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
      this.dragging = true;
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { clientX: x, clientY: y } = event;
      if (y < SCROLLS) window.scrollBy(0, -STEP);
      else if (y > innerHeight - SCROLLS) window.scrollBy(0, STEP);
      const point = this.#pointAt(x - this.grip.x, y - this.grip.y);
      if (point !== null) this.onDrag(edge, point, event.altKey || event.shiftKey ? "character" : "word");
    });
    const drop = () => {
      if (!this.dragging) return;
      this.dragging = false;
      this.onDrop();
    };
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
    handle.addEventListener("keydown", (event) => {
      const rtl = getComputedStyle(this.page.root.querySelector("p") ?? this.page.root).direction === "rtl";
      const by = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.onStep(edge, by > 0 ? 1 : -1, event.altKey || event.shiftKey ? "character" : "word");
    });
    return handle;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #pointAt(x, y) {
    // The handles lie over the words: for a moment the pointer goes through them.
    for (const each of Object.values(this.ends)) each.style.pointerEvents = "none";
    const caret = caretAt(x, y);
    for (const each of Object.values(this.ends)) each.style.pointerEvents = "";
    const element = (caret?.node instanceof Element ? caret.node : caret?.node.parentElement)?.closest("[data-start]");
    if (!caret || !(element instanceof HTMLElement)) return null;
    return this.page.point(this.page.indexAt(Number(element.dataset.start)), caret.node, caret.offset);
  }
}
