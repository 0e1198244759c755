// @ts-check
/** Background work: asks for its state until it ends, and then goes on to where its result is. */

/** @import { Job } from "../types.js" */

import { request } from "../api.js";
import { say, words } from "../strings.js";
import { typed } from "./typed.js";

const ENDED = new Set(["done", "failed", "cancelled"]);
/** Whether somebody did something on the page since it came: they may be in the middle of it. */
let touched = false;
for (const deed of ["keydown", "pointerdown"]) addEventListener(deed, () => (touched = true), { capture: true, once: true });

const LEAVING = 10_000; // ms within which another page should be there
const LONGEST_PAUSE = 8000; // ms between two questions, reached after some failures

/**
 * @param {HTMLElement} box - `templates/parts/job.html`
 */
export async function follow(box) {
  // What had ended before the page came needs no asking, and must not load the page for ever.
  if (ENDED.has(box.dataset.state ?? "")) return;
  // To load a page while another was asked for calls that one off. A download leaves this one in place.
  let leaving = false;
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), LEAVING);
  });
  let pause = 500;
  while (box.isConnected && !ENDED.has(box.dataset.state ?? "")) {
    await new Promise((done) => setTimeout(done, pause));
    if (document.hidden) continue;
    try {
      show(box, (await request("GET", `/jobs/${box.dataset.job}/`)).data);
      pause = 700;
    } catch {
      part(box, "words").textContent = words.jobLost;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
  const then = box.dataset.state === "done" && box.dataset.then;
  if (!then) return;
  if (!typed() && !leaving && !(touched && "gently" in box.dataset)) location.assign(then);
  else part(box, "words").append(" ", link(then));
}

/** @param {string} address */
function link(address) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = words.jobShow;
  return made;
}

/**
 * @param {HTMLElement} box
 * @param {Job} job
 */
function show(box, job) {
  /** @type {Record<string, string>} */
  const sentence = {
    queued: words.jobQueued,
    running: words.jobRunning,
    done: words.jobDone,
    failed: words.jobFailed,
    cancelled: words.jobCancelled,
  };
  box.dataset.state = job.state;
  const note = ENDED.has(job.state) ? "" : job.progress?.note;
  const said = [sentence[job.state] ?? words.jobRunning, job.error || note || ""];
  const line = part(box, "words");
  // Only when it changed: a live region repeats whatever is written into it.
  if (line.textContent !== said.join(" ").trim()) line.textContent = said.join(" ").trim();
  const bar = part(box, "bar");
  if (job.progress?.total && bar instanceof HTMLProgressElement) {
    bar.max = job.progress.total;
    bar.value = job.progress.done;
    part(box, "number").textContent = say(words.jobOf, job.progress);
  }
}

/**
 * @param {HTMLElement} box
 * @param {string} name
 * @returns {HTMLElement}
 */
const part = (box, name) => box.querySelector(`[data-part="${name}"]`) ?? box;
