// @ts-check
/** The links of a story in a dialog: make one, copy it, take it back. The page `stories/…/share/` does the same. */

/** @import { Share } from "./telling.js" */

import { Refused, request } from "../api.js";
import { h } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { facts } from "./telling.js";
import { told } from "./words.js";

const DAYS = ["", "1", "7", "30", "365"]; // as `told.terms`

/**
 * @param {number} story
 * @throws {Refused} when the links can't be had
 */
export async function open(story) {
  const address = `/stories/${story}/shares/`;
  /** @type {Share[]} */
  let shares = (await request("GET", address)).data;
  const made = h("div", { "aria-live": "polite" });
  const list = h("ul", { class: "list" });
  const form = h(
    "form",
    { class: "stack" },
    choice("with_names", told.names, told.namesHelp),
    choice("with_notes", told.notes, told.notesHelp),
    h(
      "p",
      { class: "field" },
      h("label", { for: "share-days" }, told.works),
      h("select", { id: "share-days", name: "days" }, ...DAYS.map((days, at) => h("option", { value: days }, told.terms[at]))),
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "button button-primary", type: "submit" }, told.make),
      h("button", { class: "button", type: "button", "data-closes": true }, told.close),
    ),
  );
  const dialog = h(
    "dialog",
    { class: "dialog dialog-wide", "aria-labelledby": "share-title" },
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "share-title" }, told.title),
      h("p", { class: "soft" }, told.lead),
      made,
      form,
      h("h3", {}, told.there),
      list,
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const days = Number(given.get("days")) || null;
    const body = { with_names: given.has("with_names"), with_notes: given.has("with_notes"), days };
    await attempt(async () => {
      /** @type {Share} */
      const share = (await request("POST", address, { body })).data;
      shares = [share, ...shares];
      made.replaceChildren(link(share.secret ?? ""));
      made.querySelector("input")?.select();
      draw();
    });
  });
  dialog.addEventListener("close", () => dialog.remove());
  draw();
  document.body.append(dialog);
  dialog.showModal();

  function draw() {
    list.replaceChildren(...shares.map(row));
    if (!shares.length) list.replaceChildren(h("li", { class: "soft" }, told.none));
  }

  /** @param {Share} share */
  function row(share) {
    const revoke = () =>
      attempt(async () => {
        await request("DELETE", `/shares/${share.id}/`);
        shares = shares.filter(({ id }) => id !== share.id);
        made.replaceChildren(); // it may be the one that is shown
        draw();
        announce(told.takenBack);
        dialog.querySelector("button")?.focus();
      });
    const meta = h("span", { class: "meta" }, ...facts(share, document.documentElement.lang).map((fact) => h("span", {}, fact)));
    return h("li", {}, meta, h("button", { class: "button button-small", type: "button", onclick: revoke }, told.takeBack));
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} help
 */
const choice = (name, label, help) =>
  h(
    "div",
    { class: "field" },
    h("label", { class: "choice" }, h("input", { type: "checkbox", name }), h("span", {}, label)),
    h("p", { class: "help" }, help),
  );

/** @param {string} secret */
function link(secret) {
  const address = `${location.origin}/shared/${secret}/`;
  const input = h("input", { class: "share-link", id: "share-link", readonly: true, value: address });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      announce(told.copied);
      button.textContent = told.copied;
    } catch {
      input.select(); // over plain http there is no clipboard
      announce(told.mark);
      button.textContent = told.mark;
    }
  };
  const button = h("button", { class: "button", type: "button", onclick: copy }, told.copy);
  return h(
    "div",
    { class: "notice notice-ok stack-tight" },
    h("p", {}, h("label", { for: "share-link" }, told.once)),
    h("p", { class: "share-made" }, input, button, h("a", { class: "button button-quiet", href: address, target: "_blank", rel: "noopener" }, told.open)),
  );
}

/** @param {() => Promise<void>} act */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
  }
}
