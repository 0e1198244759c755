// @ts-check
/** The page on which a story's matrix is decided, cell by cell. */

/** @import { GoldCell, GoldRow, GoldTable, Said } from "../adjudicating/gold.js" */
/** @import { MentionTable } from "../adjudicating/stating.js" */
/** @import { Person } from "../types.js" */

import { Refused, request } from "../api.js";
import { nextOpen, overrules, pressed, progress } from "../adjudicating/gold.js";
import { Mentions } from "../adjudicating/mentions.js";
import { nameOf } from "../adjudicating/panel.js";
import { Sending } from "../adjudicating/sending.js";
import { told } from "../adjudicating/words.js";
import { circle, h, shorten } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { Feed } from "../live/feed.js";
import { told as words } from "../matrix/words.js";
import { say } from "../strings.js";

const SOON = 600; // ms: what happens together is asked for once

/** @param {string} id */
const part = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};
/** @type {{story: number, project: number, me: Person, table: GoldTable, mentions: MentionTable}} */
const data = JSON.parse(part("page-data").textContent ?? "");
let { table } = data;
let [row, column] = nextOpen(table, 0, -1) ?? [0, 0];
const sending = new Sending();
sending.addEventListener("change", status);

/** @param {Said} said */
const worded = ({ status: key, certainty }) => `${words.statuses[key] ?? key}${certainty ? `, ${words.steps[certainty]}` : ""}`;

/**
 * @param {GoldRow} claim
 * @param {GoldCell} cell
 */
function face(claim, cell) {
  const { decision, majority, findings, delta, state, article } = cell;
  const account = table.accounts.find(({ id }) => id === article);
  const shown = decision ?? (majority.status ? majority : null);
  const sign = { empty: "", open: "", decided: "✓", changed: "Δ" }[state];
  const who = [...delta.new.map((each) => say(told.deltaNew, { who: each })), ...delta.changed.map((each) => say(told.deltaChanged, { who: each })), ...(delta.gone.length ? [say(told.deltaGoneOne, { n: delta.gone.length })] : [])];
  return h(
    "button",
    { type: "button", class: `gold-cell gold-${state}`, tabindex: "-1" },
    h("span", { class: "hidden-words" }, `${claim.wording} – ${account?.source || account?.title || ""}: `),
    h("span", { class: "gold-said" }, h("span", { "aria-hidden": "true" }, sign), shown ? h("span", { class: decision ? "" : "soft" }, worded(shown)) : findings.length ? h("span", { class: "chip chip-warn" }, told.noMajority) : h("span", { class: "soft" }, "–")),
    decision || !findings.length ? null : h("span", { class: "soft small" }, say(told.votes, { n: majority.votes, all: majority.voters })),
    ...findings.map((each) => h("span", { class: "gold-finding small", title: each.note || null }, circle({ ...each.person, name: nameOf(each.person) }), h("span", { class: "hidden-words" }, `${nameOf(each.person)}: `), worded(each))),
    decision?.reason ? h("span", { class: "small", dir: "auto" }, `${told.reason}: ${shorten(decision.reason, 80)}`) : null,
    ...who.map((each) => h("span", { class: "small chip chip-warn" }, each)),
  );
}

function draw() {
  const inside = part("gold").contains(document.activeElement) || document.activeElement === document.body;
  part("rows").replaceChildren(
    ...table.rows.map((claim) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, claim.wording), ...claim.cells.map((cell) => h("td", {}, face(claim, cell))))),
  );
  const { done, all } = progress(table);
  part("progress").textContent = say(told.progress, { done, all });
  if (inside) at(row, column);
  status();
}

function status() {
  const { waiting, trouble } = sending;
  part("saved").textContent = trouble ? `${told.notSaved}: ${trouble.signedOut ? trouble.message : told.offline}` : waiting ? told.saving : told.allSaved;
}

/** @param {number} y @param {number} x */
function at(y, x) {
  row = Math.max(0, Math.min(table.rows.length - 1, y));
  column = Math.max(0, Math.min(table.accounts.length - 1, x));
  const buttons = [...part("rows").querySelectorAll("button")];
  for (const each of buttons) each.tabIndex = -1;
  const here = buttons[row * table.accounts.length + column];
  if (!here) return;
  here.tabIndex = 0;
  here.focus({ preventScroll: false });
}

/** @returns {Promise<string | null>} */
function why() {
  const box = /** @type {HTMLDialogElement} */ (part("why"));
  const field = /** @type {HTMLInputElement} */ (part("why-reason"));
  field.value = "";
  box.returnValue = "";
  box.showModal();
  field.focus();
  return new Promise((answer) => box.addEventListener("close", () => answer(box.returnValue === "yes" ? field.value.trim() : null), { once: true }));
}

/** @param {Said} said */
async function decide(said) {
  const [y, x] = [row, column];
  const claim = table.rows[y];
  const cell = claim.cells[x];
  const before = cell.decision;
  let reason = before && before.status === said.status && before.certainty === said.certainty ? before.reason : "";
  if (overrules(cell, said) && !reason) {
    const given = await why();
    at(y, x);
    if (!given) return;
    reason = given;
  }
  const key = `${claim.id} ${cell.article}`;
  const { seen } = cell;
  cell.decision = { ...said, reason, version: before?.version ?? 0, overrules: Boolean(reason), decided_by: data.me };
  cell.state = "decided";
  cell.delta = { new: [], changed: [], gone: [] };
  sending.add({
    key,
    send: async () => (await request("PUT", `/claims/${claim.id}/gold/${cell.article}/`, { body: { ...said, reason, seen, version: saved.get(key)?.version ?? null } })).data,
    done: (answer) => {
      saved.set(key, answer);
      if (cell.decision && !sending.has(key)) cell.decision = answer;
    },
    refused: (error) => refused(error),
  });
  draw();
  announce(`${worded(said)}. ${part("progress").textContent}`);
  const next = nextOpen(table, y, x);
  if (next && next[0] * 1000 + next[1] !== y * 1000 + x) at(...next);
}

function back() {
  const claim = table.rows[row];
  const cell = claim.cells[column];
  if (!cell.decision) return;
  const key = `${claim.id} ${cell.article}`;
  cell.decision = null;
  cell.state = cell.findings.length ? "open" : "empty";
  sending.add({
    key,
    send: async () => {
      const there = saved.get(key);
      if (there) await request("DELETE", `/claims/${claim.id}/gold/${cell.article}/`, { version: there.version });
    },
    done: () => saved.delete(key),
    refused: (error) => refused(error),
  });
  draw();
  announce(told.saidBack);
}

/** @param {Refused} error */
function refused(error) {
  toast(error.status === 409 || error.status === 412 ? told.late : say(told.refused, { reason: error.message }));
  void read();
}

/** @type {Map<string, {version: number}>} what the server has */
const saved = new Map();
function remember() {
  saved.clear();
  for (const { id, cells } of table.rows) for (const { article, decision } of cells) if (decision) saved.set(`${id} ${article}`, decision);
}

async function read() {
  if (sending.waiting) return;
  const asked = ["gold", "gold-mentions"].map((each) => request("GET", `/stories/${data.story}/${each}/`));
  const answers = await Promise.all(asked).catch(() => null);
  if (!answers || sending.waiting) return;
  table = answers[0].data;
  remember();
  draw();
  mentions.take(answers[1].data);
}

part("rows").addEventListener("click", ({ target }) => {
  const cell = target instanceof Element ? target.closest("button") : null;
  const number = cell ? [...part("rows").querySelectorAll("button")].indexOf(cell) : -1;
  if (number >= 0) at(Math.floor(number / table.accounts.length), number % table.accounts.length);
});
/**
 * What a key does to the cell that one is at; false where it does nothing.
 * @param {string} key
 */
function act(key) {
  /** @type {Record<string, () => unknown>} */
  const acts = {
    ArrowLeft: () => at(row, column - 1),
    ArrowRight: () => at(row, column + 1),
    ArrowUp: () => at(row - 1, column),
    ArrowDown: () => at(row + 1, column),
    Home: () => at(row, 0),
    End: () => at(row, table.accounts.length - 1),
    u: back,
    Backspace: back,
    j: () => at(...(nextOpen(table, row, column) ?? [row, column])),
  };
  const said = pressed(key, table.rows[row].cells[column]);
  const found = acts[key.length === 1 ? key.toLowerCase() : key] ?? (said && (() => void decide(said)));
  if (found) found();
  else if (key === "Enter") announce(told.noMajority);
  return Boolean(found) || key === "Enter";
}

part("rows").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event.key)) event.preventDefault();
});
// The same without a keyboard: on the cell that was touched last.
part("gold-keys").addEventListener("click", ({ target }) => {
  const key = target instanceof Element ? target.closest("[data-key]")?.getAttribute("data-key") : null;
  if (!key) return;
  at(row, column);
  act(key);
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(() => void read(), SOON);
};
new Feed({ me: data.me.id, project: data.project, seq: table.seq }, {
  change: ({ verb, scope, actor }) => {
    if (scope !== `story:${data.story}` || (verb.startsWith("decision.") && actor?.id === data.me.id)) return;
    if (/^(cell|claim|account|mention|decision)\./.test(verb)) soon();
  },
  reset: soon,
});
window.addEventListener("beforeunload", (event) => {
  if (sending.waiting) event.preventDefault();
});
const mentions = new Mentions(data.mentions, {
  list: part("mentions"), spare: part("spare"), keys: part("mention-keys"), progress: part("mention-progress"),
  me: data.me, accounts: table.accounts, sending, why, refused,
});
remember();
draw();
at(row, column);
