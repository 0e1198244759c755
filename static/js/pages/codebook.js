// @ts-check
/** The codebook's page: "Edit" turns it into an editor; saving makes the next version. */

/** @import { LayerDraft } from "../codebook-editor/draft.js" */
/** @import { Choices } from "../codebook-editor/parts.js" */

import { Refused, request } from "../api.js";
import { ask } from "../codebook-editor/asking.js";
import { ready } from "../codebook-editor/draft.js";
import { Editor } from "../codebook-editor/editor.js";
import { told } from "../codebook-editor/words.js";
import { h } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";

const SAVED = "annotator.codebook.saved"; // the version that this page has just saved, over its reload

/** @type {{project: number, codebook: {version: number, layers: LayerDraft[]}, choices: Choices, may_edit: boolean}} */
const data = JSON.parse(document.getElementById("page-data")?.textContent ?? "");
const shown = /** @type {HTMLElement} */ (document.getElementById("codebook"));
const actions = document.getElementById("codebook-actions");
const versions = document.getElementById("codebook-versions");

if (actions && data.may_edit) {
  actions.hidden = false;
  document.getElementById("edit-codebook")?.addEventListener("click", edit);
}
const saved = sessionStorage.getItem(SAVED);
if (saved) {
  sessionStorage.removeItem(SAVED);
  toast(say(told.saved, { version: saved }));
}

function edit() {
  let { version } = data.codebook;
  const before = JSON.stringify(ready(data.codebook.layers));
  let leaving = false;

  const root = h("div", { class: "editor" });
  const note = h("input", { id: "codebook-note", type: "text", maxlength: "300", placeholder: told.note, "aria-label": told.note });
  const send = h("button", { class: "button button-primary", type: "submit" }, told.save);
  const cancel = h("button", { class: "button", type: "button", onclick: leave }, told.cancel);
  const form = h("form", { class: "editor-form" }, root, h("div", { class: "editor-bar" }, note, cancel, send));
  form.noValidate = true; // the server says what is wrong, and where
  const editor = new Editor(root, structuredClone(data.codebook.layers), data.choices);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  show(true);
  shown.after(form);
  root.querySelector("summary")?.focus();
  announce(told.editing);

  const changed = () => JSON.stringify(ready(editor.layers)) !== before;
  const guard = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!leaving && changed()) event.preventDefault();
  };
  window.addEventListener("beforeunload", guard);

  /** @param {boolean} editing */
  function show(editing) {
    shown.hidden = editing;
    if (actions) actions.hidden = editing;
    if (versions) versions.hidden = editing;
  }

  async function leave() {
    const answers = /** @type {const} */ ([
      { value: "go", label: told.giveUp, look: "danger" },
      { value: "stay", label: told.goOn },
    ]);
    if (changed() && (await ask(told.askCancel, told.askCancelWords, [...answers])) === "stay") return;
    window.removeEventListener("beforeunload", guard);
    form.remove();
    show(false);
    document.getElementById("edit-codebook")?.focus();
  }

  async function save() {
    send.disabled = true;
    send.textContent = told.saving;
    try {
      const body = { layers: ready(editor.layers), note: note.value };
      const answer = await request("PUT", `/projects/${data.project}/codebook/`, { body, version });
      if (answer.data.version === version) {
        toast(told.same);
      } else {
        leaving = true;
        sessionStorage.setItem(SAVED, String(answer.data.version));
        location.reload();
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await refused(error);
    } finally {
      send.disabled = false;
      send.textContent = told.save;
    }
  }

  /** @param {Refused} error */
  async function refused(error) {
    if (error.status === 412) await stale(error);
    else if (error.status === 422 && error.problem.field) editor.fail(error.problem.field, error.message);
    else toast(say(told.refused, { reason: error.message }));
  }

  /** @param {Refused} error - somebody saved first */
  async function stale({ problem }) {
    const theirs = /** @type {{current: {layers: LayerDraft[]}, current_version: number}} */ (/** @type {unknown} */ (problem));
    const chosen = await ask(say(told.staleTitle, { version: theirs.current_version }), told.staleWords, [
      { value: "mine", label: told.mine, look: "danger" },
      { value: "theirs", label: told.theirs },
      { value: "stay", label: told.goOn },
    ]);
    if (chosen === "stay") return;
    version = theirs.current_version;
    if (chosen === "mine") {
      await save();
      return;
    }
    const mine = editor.layers;
    editor.layers = theirs.current.layers;
    editor.render();
    const back = () => {
      editor.layers = mine;
      editor.render();
    };
    toast(say(told.theirsShown, { version }), { label: told.takeBack, act: back });
  }
}
