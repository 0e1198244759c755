// @ts-check
/** What scripts say of other people at work. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  codebook: "The codebook changed. Reload the page to use it.",
  waiting: "Marks of yours wait to be looked over: their texts changed.",
  revised: "There is a newer text of this article. Your marks come along. Reload the page to read it.",
  deleted: "This article was deleted.",
  table: "Somebody added or took away a claim or an account.",
  opened: "Others’ marks are shown now.",
  hidden: "Others’ marks may be hidden now. Reload the page to see what is.",
  reload: "Reload",
  hereOne: "1 other person is here",
  hereMany: "{count} other people are here",
  at: "{name}, at “{words}”",
};

export const told = inPagesLanguage(ENGLISH);
