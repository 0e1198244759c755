// @ts-check
/** Notices that words were selected: with the mouse when the button goes up, by touch or keys when it stays still. */

/** @import { Page } from "./offsets.js" */
/** @import { Span } from "./types.js" */

const STILL = 450; // ms without a change: handles of a touch selection are dragged in many small steps

/**
 * @param {Page} page
 * @param {(span: Span, touch: boolean) => void} onSelect
 */
export function watch(page, onSelect) {
  let down = false;
  let touch = false;
  let timer = 0;
  let last = "";

  const look = () => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) {
      last = "";
      return;
    }
    const range = selection.getRangeAt(0);
    // All of the page selected is somebody who wants to copy it.
    if (!page.root.contains(range.startContainer) && !page.root.contains(range.endContainer)) return;
    const span = page.span(range);
    const key = span ? `${span.start} ${span.end}` : "";
    if (span && key !== last) onSelect(span, touch);
    last = key;
  };

  page.root.addEventListener("pointerdown", (event) => {
    touch = event.pointerType !== "mouse";
    down = !touch;
    last = "";
  });
  document.addEventListener("pointerup", () => {
    if (!down) return;
    down = false;
    // The selection of a double or triple click is there only after this event.
    setTimeout(look);
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (!down) timer = window.setTimeout(look, STILL);
  });
}
