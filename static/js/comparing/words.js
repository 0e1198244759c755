// @ts-check
/** What scripts say on the page of two accounts. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  kinds: {
    shared: "word for word",
    paraphrased: "in other words",
    hedged: "differs in certainty",
    differs: "differs",
    only: "without counterpart",
  },
  place: "{place} of {count}",
  alike: "Both tell it; nothing differs that a machine could find.",
  same: "Both use the same words.",
  alone: "Nothing in the other account was aligned with this. Whether it leaves it out is for you to check.",
  onlyHere: "Without counterpart: {quote}",
  chosen: "{kind}. {explanations} The other account: {quote}",
  filtered: "{count} marked: {kind}.",
  unfiltered: "All passages are marked.",
  cleared: "No passage is chosen.",
  across: "Go to {account}",
  showAbove: "Show in the texts",
  shownNow: "Now reading {account}.",
};

export const told = inPagesLanguage(ENGLISH);
