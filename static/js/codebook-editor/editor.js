// @ts-check
/** The editor: layers, in them dimensions, in them codes; what is closed is not drawn. */

/** @import { CodeDraft, DimensionDraft, Item, LayerDraft } from "./draft.js" */
/** @import { Choices, Place } from "./parts.js" */

import { h, swatch } from "../elements/dom.js";
import { announce, toast } from "../elements/notices.js";
import { say } from "../strings.js";
import { along, move, newCode, newDimension, newLayer, shorter, slug } from "./draft.js";
import { codeFields, dimensionFields, layerFields } from "./parts.js";
import { told } from "./words.js";

export class Editor {
  /** @type {WeakSet<Item>} */
  #open = new WeakSet();
  /** @type {WeakSet<Item>} - not saved yet: the key still follows the name */
  #fresh = new WeakSet();

  /**
   * @param {HTMLElement} root
   * @param {LayerDraft[]} layers - changed in place
   * @param {Choices} choices
   */
  constructor(root, layers, choices) {
    this.root = root;
    this.layers = layers;
    this.choices = choices;
    for (const layer of layers) this.#open.add(layer);
    this.render();
  }

  render() {
    const { layers } = this;
    this.root.replaceChildren(
      this.#list(layers, "layers", (layer, path) => this.#layer(layer, path)),
      this.#adder(told.addLayer, layers, newLayer),
    );
  }

  /** Draw anew, and keep the focus on the field that it was on. */
  #again() {
    const { activeElement } = document;
    const path = activeElement instanceof HTMLElement ? activeElement.dataset.path : undefined;
    this.render();
    const field = path && this.root.querySelector(`[data-path="${path}"]`);
    if (field instanceof HTMLElement) field.focus();
  }

  /**
   * Open the place that was refused, and say there what is wrong with it.
   * @param {string} path
   * @param {string} sentence
   */
  fail(path, sentence) {
    for (const item of along(this.layers, path)) this.#open.add(item);
    this.render();
    const found = shorter(path)
      .map((each) => this.root.querySelector(`[data-path="${each}"]`))
      .find((each) => each instanceof HTMLElement);
    if (!(found instanceof HTMLElement)) return toast(say(told.refused, { reason: sentence }));
    const words = h("p", { class: "errors", id: "codebook-error" }, sentence);
    const inside = found.querySelector("input, select, textarea, button, summary");
    // A list with nothing in it: the button below adds to it.
    const control = found.matches("input, select, textarea") ? found : (inside ?? found.nextElementSibling);
    found.classList.contains("items") ? found.before(words) : found.after(words);
    if (!(control instanceof HTMLElement)) return undefined;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", "codebook-error");
    control.focus();
    announce(say(told.refused, { reason: sentence }));
    return undefined;
  }

  /**
   * @template {Item} T
   * @param {T[]} list
   * @param {string} path
   * @param {(item: T, path: string) => HTMLElement} draw
   */
  #list(list, path, draw) {
    const items = list.map((item, place) => {
      const made = draw(item, `${path}[${place}]`);
      return h("li", { class: "item" }, made, this.#buttons(list, item));
    });
    return h("ul", { class: "items", "data-path": path }, ...items);
  }

  /**
   * @template {Item} T
   * @param {string} label
   * @param {T[]} list
   * @param {() => T} make
   */
  #adder(label, list, make) {
    const add = () => {
      const item = make();
      list.push(item);
      this.#fresh.add(item);
      this.#open.add(item);
      this.#key(item, list);
      this.render();
      this.#find(item)?.querySelector("input")?.focus();
    };
    return h("button", { class: "button button-small", type: "button", onclick: add }, `+ ${label}`);
  }

  /**
   * @template {Item} T
   * @param {T[]} list
   * @param {T} item
   */
  #buttons(list, item) {
    const place = list.indexOf(item);
    const name = item.label || told.unnamed;
    const shift = (/** @type {1 | -1} */ by, /** @type {string} */ label, /** @type {string} */ sign) =>
      h(
        "button",
        {
          class: "button button-small button-quiet",
          type: "button",
          "aria-label": say(label, { name }),
          "aria-disabled": place + by < 0 || place + by >= list.length ? "true" : null,
          onclick: () => {
            if (!move(list, item, by)) return;
            this.render();
            this.#button(item, by > 0 ? 1 : 0)?.focus();
            announce(say(told.moved, { name, place: list.indexOf(item) + 1, count: list.length }));
          },
        },
        sign,
      );
    const remove = () => this.#remove(list, item);
    return h(
      "div",
      { class: "item-buttons" },
      shift(-1, told.up, "↑"),
      shift(1, told.down, "↓"),
      h("button", { class: "button button-small button-quiet", type: "button", "aria-label": say(told.remove, { name }), onclick: remove }, "×"),
    );
  }

  /**
   * @template {Item} T
   * @param {T[]} list
   * @param {T} item
   */
  #remove(list, item) {
    const place = list.indexOf(item);
    list.splice(place, 1);
    this.render();
    const next = list[Math.min(place, list.length - 1)];
    if (next) this.#button(next, 2)?.focus();
    const back = () => {
      list.splice(place, 0, item);
      this.render();
      this.#find(item)?.querySelector("summary")?.focus();
    };
    toast(say(told.removed, { name: item.label || told.unnamed }), { label: told.undo, act: back });
  }

  /** @type {WeakMap<Item, HTMLElement>} */
  #drawn = new WeakMap();
  /** The buttons beside an item say its name: it has just been given another. */
  #rename = (/** @type {Item} */ item) =>
    [told.up, told.down, told.remove].forEach((label, which) =>
      this.#button(item, which)?.setAttribute("aria-label", say(label, { name: item.label || told.unnamed })),
    );
  /** @param {Item} item */
  #find = (item) => this.#drawn.get(item)?.closest("li");
  /**
   * @param {Item} item
   * @param {number} which
   */
  #button = (item, which) => /** @type {HTMLElement | undefined} */ (this.#find(item)?.lastElementChild?.children[which]);

  /**
   * @param {Item} item
   * @param {Item[]} list
   */
  #key(item, list) {
    if (this.#fresh.has(item)) item.key = slug(item.label, list.filter((each) => each !== item).map(({ key }) => key));
  }

  /**
   * An item that opens: its heading always, the rest when it is open.
   * @template {Item} T
   * @param {T} item
   * @param {T[]} list
   * @param {{path: string, name: string, head: () => (Node | string | false)[], body: (place: Place) => (Node | false)[]}} about
   */
  #folded(item, list, { path, name, head, body }) {
    const summary = h("summary", {});
    const keyed = h("p", { class: "soft small" });
    const named = () => {
      this.#key(item, list);
      keyed.textContent = say(this.#fresh.has(item) ? told.newKey : told.key, { key: item.key });
      summary.replaceChildren(
        ...head().filter((each) => each !== false),
        h(name === told.layer ? "h2" : "strong", {}, item.label || told.unnamed),
        h("span", { class: "soft small" }, name),
      );
      this.#rename(item);
    };
    const place = { path, choices: this.choices, named, changed: () => this.#again() };
    const fold = h("details", { class: `fold fold-${name.toLowerCase()}` }, summary);
    const fill = () => {
      if (fold.childElementCount > 1) return;
      fold.append(h("div", { class: "fold-body" }, ...body(place).filter((each) => each !== false), keyed));
    };
    named();
    fold.open = this.#open.has(item);
    if (fold.open) fill();
    fold.addEventListener("toggle", () => {
      if (fold.open) this.#open.add(item);
      else this.#open.delete(item);
      if (fold.open) fill();
    });
    this.#drawn.set(item, fold);
    return fold;
  }

  /**
   * @param {LayerDraft} layer
   * @param {string} path
   */
  #layer(layer, path) {
    const { dimensions } = layer;
    return this.#folded(layer, this.layers, {
      path,
      name: told.layer,
      head: () => [swatch(layer), layer.shortcut && h("kbd", {}, layer.shortcut)].filter((each) => each !== ""),
      body: (place) => [
        h("div", { class: "fields" }, ...layerFields(layer, place)),
        h("h3", {}, told.dimensions),
        this.#list(dimensions, `${path}.dimensions`, (each, below) => this.#dimension(each, below, layer)),
        this.#adder(told.addDimension, dimensions, newDimension),
      ],
    });
  }

  /**
   * @param {DimensionDraft} dimension
   * @param {string} path
   * @param {LayerDraft} layer
   */
  #dimension(dimension, path, layer) {
    const { codes, kind } = dimension;
    const coded = kind !== "text";
    return this.#folded(dimension, layer.dimensions, {
      path,
      name: told.dimension,
      head: () => [],
      body: (place) => [
        h("div", { class: "fields" }, ...dimensionFields(dimension, place)),
        coded && h("h4", {}, told.codes),
        coded && this.#list(codes, `${path}.codes`, (each, below) => this.#code(each, below, dimension, layer)),
        coded && this.#adder(told.addCode, codes, () => newCode(dimension)),
      ],
    });
  }

  /**
   * @param {CodeDraft} code
   * @param {string} path
   * @param {DimensionDraft} dimension
   * @param {LayerDraft} layer
   */
  #code(code, path, dimension, layer) {
    const scale = dimension.kind === "ordinal";
    return this.#folded(code, dimension.codes, {
      path,
      name: told.code,
      head: () => [
        swatch({ colour: code.colour || layer.colour, pattern: code.pattern || layer.pattern }),
        code.shortcut ? h("kbd", {}, code.shortcut) : false,
      ],
      body: (place) => [h("div", { class: "fields" }, ...codeFields(code, { ...place, scale }))],
    });
  }
}
