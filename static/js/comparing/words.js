// @ts-check
/** What scripts say on the page of accounts side by side. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  kinds: {
    shared: "word for word",
    paraphrased: "in other words",
    hedged: "differs in certainty",
    attributed: "differs in attribution",
    differs: "differs",
    only: "without counterpart",
  },
  place: "{place} of {count}",
  alike: "Both tell it; nothing differs that a machine could find.",
  same: "Both use the same words.",
  alone: "Nothing there was aligned with it. Whether they leave it out is for you to check.",
  onlyHere: "Without counterpart: {quote}",
  chosen: "{kind}. {others}",
  other: "{account}: {kind}. {explanations} {quote}",
  filtered: "{count} marked: {kind}.",
  unfiltered: "All passages are marked.",
  cleared: "No passage is chosen.",
  across: "Go to {account}",
  stub: "Goes on to {account}: {kind}",
  showAbove: "Show in the texts",
  shownNow: "Now reading {account}.",
  openIn: "Open it in {account}, to mark it",
  openWords: "Open these words in the article, to mark them",
  putWords: "Put these words on a claim",
  putPassage: "Put it on a claim",
  go: "Put it there",
  cancel: "Cancel",
  put: "Put on a claim of the story: “{quote}”",
  takeBack: "Take it back",
  tookBack: "Taken back: “{quote}”",
  together: "The accounts scroll together.",
  apart: "Each account scrolls on its own.",
  chosenOne: "{count} account is chosen. Choose two or more.",
  chosenMany: "{count} of at most {most} are chosen.",
  pairs: "{ready} of {pairs} pairs",
  ready: "All of these accounts are compared.",
  accountsChanged: "The accounts of this story changed.",
  reload: "Show it",
};

export const told = inPagesLanguage(ENGLISH);
