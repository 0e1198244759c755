// @ts-check
/**
 * Every word that scripts put on the page, in one place so that it can be translated there; those of pages of
 * their own stand in the `words.js` of their folder.
 */

import { number } from "./telling.js";

const ENGLISH = {
  // jobs
  jobQueued: "Waiting for a worker.",
  jobRunning: "Working on it.",
  jobShow: "Show it",
  jobDone: "Done.",
  jobFailed: "This failed.",
  jobCancelled: "This was cancelled.",
  jobOf: "{done} of {total}",
  jobLost: "No answer from the server. Asking again in a moment.",
  // failures of requests
  offline: "The server could not be reached.",
  failed: "The server refused this.",
  partMissing: "A part of this page could not be fetched. Look whether you are online, and load the page anew.",
  // what a newer text changed
  changeOut: "Taken out: {words}.",
  changeIn: "Put in: {words}.",
  changeMoved: "Moved: {words}.",
  // looking carried marks over
  selectFirst: "Select words in the newer text first.",
  // annotations
  composerTitle: "Mark these words",
  composerEdit: "Change this mark",
  layer: "Layer",
  note: "Note",
  required: "required",
  save: "Save",
  cancel: "Cancel",
  missing: "Choose {dimension} first: this layer always needs it.",
  startEarlier: "start one word earlier",
  startLater: "start one word later",
  endEarlier: "end one word earlier",
  endLater: "end one word later",
  start: "Start",
  end: "End",
  dragStart: "Start of the marked words: drag, or arrow keys; with Alt by characters",
  dragEnd: "End of the marked words: drag, or arrow keys; with Alt by characters",
  unsaved: "This mark is not saved yet. Save it, or leave it with Esc; then go on.",
  altCharacter: "With Alt: by one character",
  addWords: "Add words",
  selectMore: "Now select the words to add.",
  removeRange: "Take these words out: {quote}",
  overlaps: "These words are part of the mark already.",
  confidence: "How sure are you of this mark?",
  sureness: "How sure you are",
  confidenceOf: "{given} of 5",
  leastSure: "1: a guess",
  mostSure: "5: certain",
  examples: "For example",
  counterexamples: "But not",
  meaning: "What the codes mean",
  selectMark: "Select this mark",
  useSelection: "Use the selected words",
  addSelection: "Add the selected words",
  useWhen: "Use it when",
  notWhen: "Not when",
  edit: "Edit",
  remove: "Delete",
  past: "History",
  undo: "Undo",
  redo: "Redo",
  retry: "Try again",
  dismiss: "Close",
  discard: "Give up this change",
  saving: "saving",
  notSaved: "not saved",
  allSaved: "All saved",
  saved: "Marked as {layer}: {quote}",
  changed: "Changed.",
  removed: "Mark deleted.",
  undone: "Undone: {what}",
  redone: "Redone: {what}",
  nothingToUndo: "Nothing to undo.",
  nothingToRedo: "Nothing to redo.",
  saveFailed: "Not saved: {reason} It stays here; you can try again.",
  moreHere: "{count} more on this line",
  unreadHere: "{more}, unread comments on {count}",
  fewerHere: "Show fewer",
  atThisPlace: "{count} marks here",
  byYou: "you",
  anchorStates: {
    moved: "moved with the text",
    changed: "the text changed",
    ambiguous: "place is ambiguous",
    orphan: "its words are gone",
  },
  atMark: "{layer} by {who}, {place} of {count}: {quote}. {codes}",
  noMarks: "No marks are shown.",
  denseAt: "Marks around here: {count}. {quote}",
  denseNone: "No further place with many marks.",
  noneYet: "Nobody has marked anything yet.",
  noneOfMine: "You have marked nothing yet.",
  howToBegin: "Select some words of the article to begin.",
  noneShown: "The filters hide every mark.",
  showAll: "Show all",
  viewRead: "Reading: one line under each place.",
  viewAnnotate: "Annotating.",
  shown: "{shown} of {count} marks",
  countOne: "1 mark",
  countMany: "{count} marks",
  people: "People",
  layers: "Layers",
  // suggestions
  accept: "Accept",
  reject: "Reject",
  next: "Next",
  review: "Review",
  accepted: "Accepted.",
  rejected: "Rejected.",
  suggestionOne: "suggestion",
  suggestionMany: "suggestions",
  suggestionOf: "suggestion {place} of {count}",
  suggestedBy: "Found by",
  atSuggestion: "Suggestion {place} of {count}: {layer}, {codes}: {quote}. {why}",
  suggestionKeys: "{accept} accepts, {edit} changes, {reject} rejects.",
  noSuggestions: "No suggestions are open.",
  allAnswered: "All suggestions are answered.",
  readingText: "Looking for suggestions…",
  showSuggestions: "Show the suggestions",
  hideSuggestions: "Hide the suggestions",
  suggestionsHidden: "Suggestions are hidden.",
  suggestionsShown: "{count} suggestions are shown.",
  // claims
  claim: "Claim",
  putOnClaim: "Put on a claim",
  newClaim: "New claim",
  newClaimWording: "Worded affirmatively, as the table will show it",
  findClaim: "Find a claim",
  noClaims: "This story has no claims yet.",
  takeOffClaim: "Take off this claim: {claim}",
  onClaim: "On the claim: {claim}",
  offClaim: "Taken off the claim: {claim}",
  addClaim: "Add the claim",
  // keys
  deleteKey: "Del",
  // cursor
  selectedWords: "Selected: {quote}",
};

/** @type {Record<string, string> | undefined} */
let read; // of `#page-words`; declared before its first use just below

export const words = inPagesLanguage(ENGLISH);

/**
 * Put values into a sentence.
 * @param {string} sentence - with `{name}` where a value goes
 * @param {Record<string, string | number>} values
 */
export const say = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return typeof value === "number" ? number(value) : value;
  });

/**
 * The same words in the language of the page, which hands over `{English: translated}` in `#page-words`; what it
 * leaves out stays English. `make messages` collects every string of this file and of each `words.js`.
 * @template T
 * @param {T} tree - strings, and objects and arrays of such
 * @returns {T}
 */
export function inPagesLanguage(tree) {
  if (typeof tree === "string") return /** @type {T} */ (catalogue()[tree] ?? tree);
  if (Array.isArray(tree)) return /** @type {T} */ (tree.map(inPagesLanguage));
  if (typeof tree !== "object" || tree === null) return tree;
  return /** @type {T} */ (Object.fromEntries(Object.entries(tree).map(([key, said]) => [key, inPagesLanguage(said)])));
}

/** @returns {Record<string, string>} */
function catalogue() {
  const given = read ? undefined : globalThis.document?.getElementById("page-words")?.textContent;
  read ??= given ? JSON.parse(given) : {};
  return /** @type {Record<string, string>} */ (read);
}
