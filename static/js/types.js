// @ts-check
/**
 * The shapes that come and go over the API, and the page's own. Types only: `@import` them.
 * Offsets are code points, half-open, unless a name says `units` (UTF-16, as the DOM counts).
 *
 * @typedef {{start: number, end: number}} Span
 *
 * @typedef {object} AnchorRange
 * @property {number} start
 * @property {number} end
 * @property {string} [quote]
 * @property {string} [prefix]
 * @property {string} [suffix]
 *
 * @typedef {{dimension: string, code?: string, words?: string}} Answer - a code, or words on a dimension of words
 *
 * @typedef {{id: number, name: string, initials: string, hue: number}} Person
 *
 * @typedef {object} Annotation
 * @property {string} id - UUID, made by the client
 * @property {number} revision
 * @property {string} layer - key
 * @property {Person} author
 * @property {boolean} mine
 * @property {string} note
 * @property {number | null} confidence
 * @property {string} origin
 * @property {string} anchor
 * @property {number} codebook - version
 * @property {number} version
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} deleted_at
 * @property {AnchorRange[]} ranges
 * @property {Answer[]} codes
 * @property {string[]} claims
 * @property {Talk} [comments] - told in lists
 *
 * @typedef {{count: number, unread: number, resolved: boolean}} Talk - what is said about an annotation
 *
 * @typedef {"pending" | "waiting" | "failed" | undefined} SaveState
 *
 * @typedef {object} Draft - what a person decides about an annotation
 * @property {string} layer
 * @property {Span[]} ranges
 * @property {Answer[]} codes
 * @property {string} note
 * @property {number | null} [confidence]
 *
 * @typedef {object} Code
 * @property {string} key
 * @property {string} label
 * @property {string} [definition]
 * @property {string} [use_when]
 * @property {string} [not_when]
 * @property {string[]} [examples]
 * @property {string[]} [counterexamples]
 * @property {string} [shortcut]
 * @property {string} [colour]
 * @property {string} [pattern]
 * @property {number | null} [level]
 *
 * @typedef {object} Dimension
 * @property {string} key
 * @property {string} label
 * @property {"ordinal" | "nominal" | "multi" | "text"} kind
 * @property {string} [definition]
 * @property {boolean} [required]
 * @property {Code[]} codes
 *
 * @typedef {object} Layer
 * @property {string} key
 * @property {string} label
 * @property {string} colour
 * @property {string} pattern
 * @property {string} [definition]
 * @property {string} [shortcut]
 * @property {Dimension[]} dimensions
 *
 * @typedef {{version: number, layers: Layer[]}} Codebook
 *
 * @typedef {{id: string, wording: string, position?: number, version?: number}} Claim
 *
 * @typedef {object} Suggestion - a mark that the machine proposes
 * @property {number} id
 * @property {string} layer - key
 * @property {Answer[]} codes
 * @property {number} start
 * @property {number} end
 * @property {string} quote
 * @property {string} entry - of the lexicon
 * @property {string} explanation
 *
 * @typedef {{on: boolean, ready: boolean, engine: string, results: Suggestion[]}} SuggestionsData
 *
 * @typedef {object} Verdict - what was decided on a mark of one's own
 * @property {boolean} kept
 * @property {boolean} borders - kept with other ones
 * @property {string[]} codes - dimensions that were decided otherwise
 * @property {string} reason
 * @property {string} decided_quote
 * @property {Answer[]} decided_codes
 *
 * @typedef {object} PageData - what the server puts into `#page-data` of an article page
 * @property {{id: number, article: number, length: number}} revision
 * @property {{id: number}} project
 * @property {{id: number, title: string} | null} story
 * @property {Person} me
 * @property {{annotate: boolean, claims: boolean, comment: boolean, edit_others: boolean}} may
 * @property {Codebook} codebook
 * @property {Annotation[]} annotations
 * @property {Claim[]} claims
 * @property {number} seq
 * @property {[number, number][]} sentences
 * @property {SuggestionsData | null} suggestions - null for who may not mark
 * @property {Record<string, Verdict>} [verdicts] - what was decided on one's own marks, by their ids
 *
 * @typedef {object} Problem - application/problem+json
 * @property {string} type
 * @property {string} title
 * @property {number} status
 * @property {string} [detail]
 * @property {string} [field]
 * @property {Annotation} [current]
 * @property {number} [step] - of undo, that was refused
 *
 * @typedef {object} Job
 * @property {string} state
 * @property {{done: number, total: number, note?: string}} [progress]
 * @property {string | null} [error]
 */
export {};
