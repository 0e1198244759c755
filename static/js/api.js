// @ts-check
/** Requests to `/api/v1`: the token that Django wants, problems as exceptions, nothing else. */

/** @import { Problem } from "./types.js" */

import { words } from "./strings.js";

const BASE = "/api/v1";

/** A refusal of the server, or no answer at all (`status` 0). */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail || problem.title || words.failed);
    this.problem = problem;
    this.status = problem.status;
  }

  /** Whether the same request may succeed later: no network, a busy or restarting server. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether it may succeed once this person has signed in again: no session, another person's, or its token is gone. */
  get signedOut() {
    return this.status === 401 || (this.status === 403 && /^CSRF/.test(this.problem.detail ?? ""));
  }
}

/**
 * Send a request and return its JSON, or null for 204 and 304.
 * @param {string} method
 * @param {string} path - below `/api/v1`
 * @param {{body?: object, version?: number, etag?: string, keepalive?: boolean}} [extra] - `version` goes into If-Match; `keepalive` lets it
 *   outlive the page
 * @returns {Promise<{data: any, etag: string | null, status: number}>}
 * @throws {Refused}
 */
export async function request(method, path, { body, version, etag, keepalive } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = token();
  // Somebody else may have signed in in another tab: nothing of this page is done in their name.
  const actor = meta("actor");
  if (actor) headers["X-Actor"] = actor;
  if (body) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  if (etag) headers["If-None-Match"] = etag;
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers,
      keepalive,
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      // The page keeps its own copy and asks with the ETag; the browser's cache would answer 200 for a 304.
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Refused({ type: "about:blank", title: words.offline, status: 0 });
  }
  const empty = answer.status === 204 || answer.status === 304;
  const json = /json/.test(answer.headers.get("Content-Type") ?? "");
  const data = empty || !json ? null : await answer.json().catch(() => null);
  if (!answer.ok && answer.status !== 304) {
    throw new Refused({ type: "about:blank", title: words.failed, ...data, status: answer.status });
  }
  // A page of HTML where JSON belongs is a proxy's or a sign-in page: nothing was saved.
  if (!empty && data === null) throw new Refused({ type: "about:blank", title: words.failed, status: 502 });
  return { data, etag: answer.headers.get("ETag"), status: answer.status };
}

/** A random UUID. `crypto.randomUUID` exists on https and localhost only; teams also run this over plain http. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The cookie first: signing in again in another tab makes a new token, and the page's own would be refused. */
function token() {
  const cookie = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie);
  return cookie?.[1] ?? meta("csrf-token");
}

/** @param {string} name */
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
