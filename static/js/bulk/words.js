// @ts-check
/** What is said about changing several marks at once. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  selectedOne: "1 mark selected",
  selectedMany: "{count} marks selected",
  remove: "Delete…",
  change: "Change…",
  leave: "Leave",
  noneMine: "None of the shown marks is yours.",
  nothing: "No mark is selected.",
  notYet: "This mark is not saved yet.",
  deleteTitleOne: "Delete 1 mark?",
  deleteTitle: "Delete {count} marks?",
  deleteWhy: "They go from the article, the claims they are on and what is exported from now on. You can undo it in one step.",
  deleteNow: "Delete them",
  changeTitleOne: "Change 1 mark",
  changeTitle: "Change {count} marks",
  changeWhy: "What you choose here is set on all of them; what you leave open stays as it is. You can undo it in one step.",
  otherLayer: "{count} of them are on another layer now: their codes are replaced by what you choose here.",
  changeNow: "Change them",
  choose: "Choose something first.",
  done: "{count} marks are done.",
  doneOne: "1 mark is done.",
  some: "{count} are done, {failed} were refused: {reason}",
  failed: "Nothing was changed: {reason}",
};

export const told = inPagesLanguage(ENGLISH);
