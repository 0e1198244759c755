// @ts-check
/** The two views of the article: *annotate*, and *read* with one line under a place and nothing to mark with. */

/** @typedef {"annotate" | "read"} View */

/**
 * @param {string} query - of an address
 * @returns {View}
 */
export const viewIn = (query) => (new URLSearchParams(query).get("view") === "read" ? "read" : "annotate");

/**
 * @param {View} view
 * @param {string} query - what else the address says is kept
 * @returns {string} with its question mark, or nothing
 */
export function withView(view, query) {
  const params = new URLSearchParams(query);
  if (view === "read") params.set("view", view);
  else params.delete("view");
  const written = params.toString().replaceAll("%2C", ",");
  return written && `?${written}`;
}
