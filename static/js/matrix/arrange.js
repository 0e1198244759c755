// @ts-check
/** Opens the dialog of a row, which is loaded when somebody asks for it. */

/** @import { Sheet } from "./sheet.js" */

/**
 * The dialog of a row.
 * @param {Sheet} sheet
 * @param {string} claim
 */
export async function arrange(sheet, claim) {
  const { open } = await import("./arranging.js");
  open(sheet, claim);
}
