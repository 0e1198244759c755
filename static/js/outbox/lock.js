// @ts-check
/** One tab at a time. Web Locks exist on https and localhost only; teams also run this over plain http. */

/** @import { Outbox } from "./outbox.js" */

const LEASE = 30_000; // ms; longer than a request may take

/**
 * Do it while no other tab does.
 * @param {Outbox} outbox
 * @param {(stay: () => Promise<boolean>) => Promise<void>} work - asks before each step whether it may still go on
 * @returns {Promise<boolean>} whether it was done; else another tab is at it, for some time still
 */
export async function alone({ storage, tab }, work) {
  if (globalThis.navigator?.locks) {
    await navigator.locks.request("annotator.outbox", () => work(async () => true));
    return true;
  }
  // A row beside the outbox that belongs to nobody, taken and given back in one step each.
  const write = (/** @type {(now: any) => any} */ change) => storage.update("lease", change);
  const stay = async () => {
    const until = Date.now() + LEASE;
    /** @type {any} */
    const held = await write((now) => (now && now.tab !== tab && now.until > Date.now() ? now : { key: "lease", tab, until }));
    return held.tab === tab;
  };
  if (!(await stay())) return false;
  try {
    await work(stay);
  } finally {
    await write((now) => (now?.tab === tab ? null : now));
  }
  return true;
}
