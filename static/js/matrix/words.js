// @ts-check
/** What scripts say on a story's page. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  /** @type {Record<string, string>} */
  statuses: {
    asserted: "asserted",
    denied: "denied",
    differs: "differs",
    not_reported: "checked: not reported",
    unchecked: "not checked yet",
  },
  steps: ["", "unclear", "possible", "probable", "certain"],
  disagree: "people disagree",
  passages: "{count} passages",
  progress: "{done} of {all} cells checked",
  set: "{account}: {status}.",
  refused: "Not saved, and put back as it was: {reason}",
  undone: "Taken back: {what}",
  redone: "Done again: {what}",
  nothing: "There is nothing to take back.",
  readOnly: "You may look at the table, but not change it.",
  notYet: "The table is still being loaded. Try again in a moment.",
  inPlace: "in its place",
  noQuotes: "No passage is marked for it so far.",
  openArticle: "Open the article to mark one.",
  others: "What others found",
  edit: "edit",
  editClaim: "Edit the claim: {wording}",
  added: "Added as the last row: {wording}",
};

export const told = inPagesLanguage(ENGLISH);
