// @ts-check
/** What the header says about background work. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  count: "Activity: {running} running, {waiting} waiting",
  failed: "Activity: something failed",
  oneFailed: "Background work failed: {error}",
  show: "Show it",
};

export const told = inPagesLanguage(ENGLISH);
