// @ts-check
/** What scripts say about sharing a story by link. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  title: "Share by link",
  lead: "Whoever has the link reads who says what in this story, without an account: claims, accounts, short quotes. They change nothing, and see nothing else of the project.",
  names: "Show who found what",
  namesHelp: "Else the page says how many people, never who.",
  notes: "Show the notes on cells and links",
  notesHelp: "As they were written: look for names in them first.",
  works: "It works",
  terms: ["until you take it back", "for a day", "for a week", "for 30 days", "for a year"],
  make: "Make a link",
  once: "Copy this link now: it is shown only this once.",
  link: "Link",
  copy: "Copy",
  copied: "Copied.",
  mark: "Press Ctrl C to copy it.",
  open: "Open it",
  there: "Links that there are",
  none: "None yet, or all are taken back.",
  by: "{who}, {day}",
  withNames: "with names",
  withoutNames: "without names",
  withNotes: "with notes",
  until: "until {day}",
  opened: "opened {count} times, last {moment}",
  openedOnce: "opened once, {moment}",
  notOpened: "not opened yet",
  broken: "does not work: who made it may not share any more",
  takeBack: "Take back",
  takenBack: "The link is taken back. Whoever opens it is told that it leads nowhere.",
  close: "Close",
};

export const told = inPagesLanguage(ENGLISH);
