// @ts-check
/** What is said in the dialog of the keys. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  change: "Change",
  changeKey: "Change the key: {what}",
  press: "press a key",
  pressFor: "Press the new key for: {what}. Escape keeps the old one.",
  taken: "{key} is the key for: {what}. Press another one.",
  fixed: "{key} can't be given away. Press another one.",
  set: "{key} is now the key for: {what}.",
  kept: "The old key stays.",
  reset: "All keys as they came",
  wasReset: "All keys are as they came.",
};

export const told = inPagesLanguage(ENGLISH);
