// @ts-check
/** The page of background work: its list anew while something in it has not ended, and nothing under one's fingers. */

const BUSY = 2500; // ms, while something runs or waits
const IDLE = 20_000; // ms
const LONGEST_PAUSE = 60_000; // ms between two questions, reached after some failures

const list = document.getElementById("activity");
if (list) void follow(list);

/** @param {HTMLElement} box */
async function follow(box) {
  let pause = 0;
  for (;;) {
    const busy = box.querySelector('[data-state="running"], [data-state="queued"]');
    await new Promise((done) => setTimeout(done, pause || (busy ? BUSY : IDLE)));
    if (document.hidden) continue;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("activity");
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      put(box, fresh);
      pause = 0;
    } catch {
      pause = Math.min((pause || BUSY) * 2, LONGEST_PAUSE); // what it said last stays
    }
  }
}

/**
 * Put the lines that changed into place: what is open stays open, and the focus where it is.
 * @param {HTMLElement} box
 * @param {HTMLElement} fresh
 */
function put(box, fresh) {
  const open = new Set([...box.querySelectorAll("details[open]")].map(key));
  for (const each of fresh.querySelectorAll("details")) each.open = open.has(key(each));
  const line = document.activeElement?.closest("[data-key]");
  const pressed = document.activeElement?.closest("form")?.getAttribute("action");
  const within = box.contains(document.activeElement);
  box.replaceChildren(...fresh.childNodes);
  if (!within) return;
  const same = pressed && box.querySelector(`form[action="${pressed}"] button`);
  const there = line && box.querySelector(`[data-key="${key(line)}"]`);
  const target = same || there?.querySelector("a, button, summary");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/** @param {Element} part */
const key = (part) => part.getAttribute("data-key") ?? "";
