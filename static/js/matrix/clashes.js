// @ts-check
/** Where merging two rows would say two things at once. Pure. */

/** @import { Finding, Row } from "./cells.js" */
/** @import { Person } from "../types.js" */

const UNCHECKED = "unchecked";

/**
 * Cells in which one person found different things of two claims.
 * @param {Row} row
 * @param {Row} other
 * @returns {{article: number, annotator: Person, here: Finding, there: Finding}[]}
 */
export function clashes(row, other) {
  return row.cells.flatMap(({ article, findings }) => {
    const theirs = other.cells.find((cell) => cell.article === article)?.findings ?? [];
    return findings.flatMap((here) => {
      const there = theirs.find(({ annotator }) => annotator.id === here.annotator.id);
      if (!there || here.status === UNCHECKED || there.status === UNCHECKED) return [];
      if (here.status === there.status && here.certainty === there.certainty) return [];
      return [{ article, annotator: here.annotator, here, there }];
    });
  });
}
