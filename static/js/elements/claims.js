// @ts-check
/** Puts a mark on a claim of the story: one that is there, or a new one worded from the marked words. */

/** @import { Claim } from "../types.js" */

import { request, uuid } from "../api.js";
import { words } from "../strings.js";
import { h } from "./dom.js";

/**
 * @typedef {object} Choice
 * @property {string} [claim] - id of one that is there
 * @property {string} [wording] - of a new one
 */

/**
 * @param {{claims: Claim[], taken: string[], quote: string}} given - `taken`: those that it is on already
 * @returns {Promise<Choice | null>}
 */
export function pick({ claims, taken, quote }) {
  return new Promise((done) => {
    /** @type {Choice | null} */
    let choice = null;
    const finish = (/** @type {Choice} */ chosen) => {
      choice = chosen;
      dialog.close();
    };
    const open = claims.filter(({ id }) => !taken.includes(id));
    const rows = open.map((claim) =>
      h(
        "li",
        {},
        h("button", { type: "button", class: "claim-row", dir: "auto", onclick: () => finish({ claim: claim.id }) }, claim.wording),
      ),
    );
    const search = h("input", { type: "search", id: "claim-search", autocomplete: "off" });
    search.addEventListener("input", () => {
      const sought = search.value.toLocaleLowerCase();
      rows.forEach((row, at) => (row.hidden = !open[at].wording.toLocaleLowerCase().includes(sought)));
    });
    const wording = h("textarea", { id: "claim-wording", rows: 3, maxlength: 400, required: true, dir: "auto" });
    wording.value = quote.replace(/\s+/g, " ").slice(0, 400); // as many as the server takes
    wording.addEventListener("focus", () => wording.select(), { once: true }); // whoever words it otherwise types over it
    wording.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    const form = h(
      "form",
      { class: "field", method: "dialog" },
      h("label", { for: "claim-wording" }, words.newClaim),
      wording,
      h("p", { class: "help" }, words.newClaimWording),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button button-quiet", "data-closes": true }, words.cancel),
        h("button", { type: "submit", class: "button button-primary" }, words.addClaim),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (wording.value.trim()) finish({ wording: wording.value.trim() });
    });
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "claims-title" },
      h(
        "div",
        {},
        h("h2", { id: "claims-title" }, words.putOnClaim),
        open.length ? h("div", { class: "field" }, h("label", { for: "claim-search" }, words.findClaim), search) : null,
        open.length ? h("ul", { class: "claim-list" }, ...rows) : h("p", { class: "soft" }, words.noClaims),
        form,
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(choice);
    });
    document.body.append(dialog);
    dialog.showModal();
    (open.length ? search : wording).focus();
  });
}

/**
 * @param {Choice} choice
 * @param {{annotation: string, story: number}} on
 * @returns {Promise<Claim | null>} the claim when it is a new one
 */
export async function save(choice, { annotation, story }) {
  if (choice.claim) {
    await request("POST", `/claims/${choice.claim}/mentions/`, { body: { annotation } });
    return null;
  }
  const body = { id: uuid(), wording: choice.wording, annotation };
  return (await request("POST", `/stories/${story}/claims/`, { body })).data;
}

/**
 * @param {string} claim
 * @param {string} annotation
 */
export const takeOff = (claim, annotation) => request("DELETE", `/claims/${claim}/mentions/${annotation}/`);
