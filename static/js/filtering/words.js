// @ts-check
/** What is said about filters. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  filter: "Filter",
  filters: "Filters",
  find: "Find in quotes, notes and codes",
  people: "People",
  layers: "Layers",
  codes: "Codes",
  states: "State",
  origins: "Origin",
  clear: "Clear all filters",
  without: "Without this filter: {name}",
  text: "“{text}”",
  selectShown: "Select my {count} shown marks",
  nothingUnsettled: "Nothing shown waits to be settled.",
  stateNames: {
    unsettled: "to be settled",
    unsaved: "not saved yet",
    commented: "with comments",
    unread: "with unread comments",
    moved: "moved with the text",
    changed: "the text changed",
    ambiguous: "place is ambiguous",
    orphan: "words are gone",
  },
  originNames: {
    human: "marked by a person",
    suggestion: "accepted suggestion",
    edited: "suggestion, changed",
    imported: "imported",
    carried: "from an earlier revision",
  },
};

export const told = inPagesLanguage(ENGLISH);
