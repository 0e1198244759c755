// @ts-check
/** What is said when two people, or two windows, changed one mark. */

import { inPagesLanguage } from "../../strings.js";

const ENGLISH = {
  title: "This mark was changed meanwhile",
  why: "By somebody else, or by you in another window. Nothing is overwritten: choose what it is to be.",
  gone: "This mark was deleted meanwhile",
  goneWhy: "By somebody else, or by you in another window. What you wrote is kept here until you choose.",
  deleting: "You deleted this mark, and it was changed meanwhile",
  deletingWhy: "By somebody else, or by you in another window. This is how it is now.",
  what: "What",
  yours: "Yours",
  theirs: "As it is now",
  differs: "differs",
  differ: "{count} differences",
  differOne: "1 difference",
  place: "Words",
  layer: "Layer",
  note: "Note",
  confidence: "Confidence",
  nothing: "nothing",
  of5: "{count} of 5",
  allYours: "All of mine",
  allTheirs: "All as it is now",
  save: "Save what I chose",
  later: "Decide later",
  restore: "Bring it back with mine",
  letGo: "Let it go",
  deleteIt: "Delete it all the same",
  keep: "Keep it",
};

export const told = inPagesLanguage(ENGLISH);
