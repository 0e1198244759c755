// @ts-check
/** What somebody has begun to fill in on a page and not sent. */

/** Whether somebody has begun to fill in this page: what they wrote and chose is not to be lost. */
export const typed = () =>
  [...document.querySelectorAll("input, textarea")].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    // The value of a box without one is "on", and its default is empty.
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
