// @ts-check
/** Which accounts stand side by side: at most five, at least two; and that others join or leave meanwhile. */

import { h } from "../elements/dom.js";
import { announce } from "../elements/notices.js";
import { Feed } from "../live/feed.js";
import { say } from "../strings.js";
import { told } from "./words.js";

const JOINS = /^(account\.(added|removed)|article\.(created|deleted|restored|changed)|candidate\.accepted|story\.(merged|split|unmerged|unsplit))$/;

/** @param {HTMLElement} form - `#chooser` */
export function limit(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")].filter((each) => each instanceof HTMLInputElement);
  const button = form.querySelector("button");
  const said = form.querySelector("#chooser-said");
  const most = Number(form.dataset.most);
  const look = () => {
    const count = boxes.filter(({ checked }) => checked).length;
    for (const box of boxes) box.disabled = !box.checked && count >= most;
    if (button) button.disabled = count < 2;
    if (said) said.textContent = say(count === 1 ? told.chosenOne : told.chosenMany, { count, most });
  };
  form.addEventListener("change", look);
  look();
}

/**
 * Say when the accounts of the story change; nothing moves by itself under somebody who reads.
 * @param {{me: number, project: number, seq: number, story: number}} given
 */
export function watch({ me, project, seq, story }) {
  const tell = () => {
    if (document.querySelector(".live-notice")) return;
    const button = h("button", { type: "button", class: "button button-small", onclick: () => location.reload() }, told.reload);
    document.querySelector(".stage")?.prepend(h("p", { class: "notice live-notice no-print" }, told.accountsChanged, " ", button));
    announce(told.accountsChanged);
  };
  new Feed({ me, project, seq }, {
    change: (change) => {
      document.dispatchEvent(new CustomEvent("annotator:change", { detail: change }));
      if (change.scope === `story:${story}` && JOINS.test(change.verb)) tell();
    },
    reset: () => {},
  });
}
