// @ts-check
/**
 * The one tab of a browser that has the stream, and passes on what it hears. Each tab says how far it has heard; the
 * stream is opened from behind the least of that, so that nothing is missed, and each leaves out what it had.
 */

/** @import { Ways } from "./stream.js" */

import { Refused, request } from "../api.js";
import { Stream } from "./stream.js";

const ROLL_CALL = 100; // ms in which the tabs answer a new leader
const TOGETHER = 30; // ms: what several tabs want at once opens the stream once
const FORGOTTEN = 300_000; // ms; tabs ask again every minute
const SUSPICIOUS = 3; // failures after which it is asked whether a project is still there

/**
 * What goes between the tabs.
 * @typedef {{kind: "who"}
 *   | {kind: "want", project: number, seq: number}
 *   | {kind: "open", heard: [number, number][], up: boolean}
 *   | {kind: "state", up: boolean}
 *   | {kind: "gone", project: number}
 *   | {kind: "said", event: string, data: any, at: string}} Post
 */

export class Lead {
  /** @type {Map<number, number>} by project: when a tab last wanted it */
  #wanted = new Map();
  /** @type {Map<string, {project: number, revision: number}>} the last word on who is where */
  #present = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #opening = undefined;

  /**
   * @param {number} me
   * @param {(post: Post) => void} post - to all tabs, this one too
   * @param {Ways["make"]} [make]
   */
  constructor(me, post, make) {
    this.post = post;
    this.stream = new Stream(me, {
      make,
      hear: (event, data, at) => {
        if (event === "presence") this.#present.set(`${data.project}:${data.revision}`, data);
        post({ kind: "said", event, data, at });
      },
      state: (up, failures) => {
        post({ kind: "state", up });
        if (failures >= SUSPICIOUS) void this.#check();
      },
    });
    this.#open(ROLL_CALL);
    post({ kind: "who" });
  }

  /**
   * A tab wants to hear a project from behind a number on.
   * @param {number} project
   * @param {number} seq
   */
  want(project, seq) {
    this.#wanted.set(project, Date.now());
    const { heard } = this.stream;
    const known = heard.get(project);
    if (known === undefined || known > seq) {
      heard.set(project, seq);
      this.#open(TOGETHER);
    } else if (this.#opening === undefined) {
      this.#tell();
      for (const data of this.#present.values()) {
        if (data.project === project) this.post({ kind: "said", event: "presence", data, at: "" });
      }
    }
  }

  close() {
    clearTimeout(this.#opening);
    this.stream.close();
  }

  /** @param {number} wait - ms */
  #open(wait) {
    // A stream that goes on meanwhile would pass on what is ahead of what was asked for.
    this.stream.close();
    if (this.#opening !== undefined && wait === TOGETHER) return;
    this.#opening = setTimeout(() => {
      this.#opening = undefined;
      const heard = [...this.stream.heard].filter(([project]) => Date.now() - (this.#wanted.get(project) ?? 0) < FORGOTTEN);
      this.#present.clear();
      this.stream.heard = new Map(heard);
      this.#tell();
      this.stream.open(this.stream.heard);
    }, wait);
  }

  #tell() {
    this.post({ kind: "open", heard: [...this.stream.heard], up: this.stream.up });
  }

  /** Leave out what is not there any more, or not for this person: it would keep the others from being heard. */
  async #check() {
    for (const project of [...this.stream.heard.keys()]) {
      const error = await request("GET", `/projects/${project}/`).catch((reason) => reason);
      if (!(error instanceof Refused) || error.status !== 404) continue;
      this.stream.heard.delete(project);
      this.post({ kind: "gone", project });
    }
  }
}
