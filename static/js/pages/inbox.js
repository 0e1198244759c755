// @ts-check
/** The inbox: says when something new was said. Everything else on the page works by itself. */

const count = Number(document.getElementById("inbox-count")?.dataset.unread ?? 0);

document.addEventListener("annotator:unread", (event) => {
  const notice = document.getElementById("inbox-new");
  if (notice) notice.hidden = /** @type {CustomEvent} */ (event).detail <= count;
});
