// @ts-check
/** The button that shares a story: its dialog comes when it is asked for. */

const button = document.getElementById("share");
button?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const page = /** @type {HTMLAnchorElement} */ (button).href;
  try {
    const { open } = await import("../sharing/dialog.js");
    await open(Number(button.dataset.story));
  } catch {
    location.href = page; // which does the same
  }
});
