// @ts-check
/** Dates and numbers as the page's language writes them, whatever the browser's own is; times are the reader's. */

const page = globalThis.document?.documentElement.lang || undefined;
/** English pages write the day first, in 24 hours, as the server does. */
const language = page === "en" ? "en-GB" : page;
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const numbers = new Intl.NumberFormat(language);

/** @param {string} iso */
export const moment = (iso) => moments.format(new Date(iso));

/** @param {string} iso */
export const day = (iso) => days.format(new Date(iso));

/** @param {number} value */
export const number = (value) => numbers.format(value);
