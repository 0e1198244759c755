// @ts-check
/** What scripts say of a mark's past and of older codebooks. */

import { inPagesLanguage } from "../strings.js";

const ENGLISH = {
  title: "History of this mark",
  close: "Close",
  loading: "Asking for its history…",
  failed: "The history could not be read: {reason}",
  program: "Annotator",
  you: "You",
  /** @type {Record<string, string>} */
  verbs: {
    "annotation.created": "{who} made it",
    "annotation.changed": "{who} changed it",
    "annotation.deleted": "{who} deleted it",
    "annotation.restored": "{who} brought it back",
    "mention.created": "{who} put it on a claim",
    "mention.deleted": "{who} took it off a claim",
  },
  undid: "(undo)",
  among: "(among others, at once)",
  changed: "{what}: from “{old}” to “{new}”",
  given: "{what}: “{new}”",
  taken: "{what}: “{old}” was taken off",
  quote: "The words",
  note: "The note",
  layer: "The layer",
  confidence: "Own confidence",
  codebook: "Version of the codebook",
  claim: "The claim",
  before: "{what} before",
  after: "{what} now",
  staleOne: "1 mark of an older codebook",
  staleMany: "{count} marks of an older codebook",
  staleWhyOne: "The newest codebook removed, reworded or newly asks something of it. Look at it and re-code it.",
  staleWhyMany: "The newest codebook removed, reworded or newly asks something of them. Look at them and re-code them.",
};

export const told = inPagesLanguage(ENGLISH);
