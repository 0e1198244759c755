// @ts-check
/** What is said about saving, taking back and doing again. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  waitsOne: "1 mark waits for the network",
  waitsMany: "{count} marks wait for the network",
  keptOne: "1 mark is kept here",
  keptMany: "{count} marks are kept here",
  refusedOne: "1 mark is not saved",
  refusedMany: "{count} marks are not saved",
  tryNow: "Try now",
  signIn: "Sign in",
  signedOut: "You are signed out. What you did is kept in this browser.",
  waitsOneHere: "1 mark waits for the network, in this page only",
  waitsManyHere: "{count} marks wait for the network, in this page only",
  full: "This browser can't keep what is not saved yet. Leave this page open until all is saved.",
  deletedMeanwhile: "This mark was deleted meanwhile.",
  waits: "waits for the network",
  compare: "Compare both",
  undo: "Undo: {what}",
  redo: "Redo: {what}",
  of: "{deed} of “{quote}”",
  onClaim: "{deed}: “{claim}”",
  ofMany: "{deed} of {count} marks",
  skip: "Leave that and go on",
  deed: "deed",
  deeds: {
    "annotation.created": "mark",
    "annotation.changed": "change",
    "annotation.deleted": "deletion",
    "annotation.restored": "bringing back",
    "suggestion.accepted": "acceptance",
    "suggestion.edited": "acceptance",
    "suggestion.rejected": "rejection",
    "suggestion.reopened": "taking back an answer",
    "mention.created": "putting a mark on a claim",
    "mention.deleted": "taking a mark off a claim",
  },
};

export const told = inPagesLanguage(ENGLISH);
