import assert from "node:assert/strict";
import { test } from "node:test";

import { along, move, newCode, newDimension, newLayer, ready, shorter, slug } from "../../static/js/codebook-editor/draft.js";

test("a key is made of the name", () => {
  assert.equal(slug("Fairly Süre!", []), "fairly-sure");
  assert.equal(slug("  Who said it?  ", []), "who-said-it");
});

test("a key is not used twice", () => {
  assert.equal(slug("Sure", ["sure", "sure-2"]), "sure-3");
});

test("a name without a Latin letter still gets a key that the server takes", () => {
  const key = /^[a-z0-9][a-z0-9_-]{0,39}$/;
  for (const label of ["", "确定", "يقين", "—", "x".repeat(200), "a".repeat(36) + " b"]) {
    assert.match(slug(label, []), key, label);
    assert.match(slug(label, [slug(label, [])]), key, label);
    assert.notEqual(slug(label, [slug(label, [])]), slug(label, []));
  }
});

test("a new code of a scale is its next step", () => {
  const dimension = { ...newDimension(), kind: "ordinal", codes: [{ ...newCode(newDimension()), level: 4 }] };
  assert.equal(newCode(dimension).level, 5);
  assert.equal(newCode(newDimension()).level, null);
});

test("things move within their list", () => {
  const list = ["a", "b", "c"];
  assert.equal(move(list, "c", -1), true);
  assert.deepEqual(list, ["a", "c", "b"]);
  assert.equal(move(list, "a", -1), false);
  assert.equal(move(list, "b", 1), false);
  assert.deepEqual(list, ["a", "c", "b"]);
});

test("a dimension of words is sent without codes, and keeps them while it is edited", () => {
  const dimension = { ...newDimension(), kind: "text", codes: [newCode(newDimension())] };
  const layers = [{ ...newLayer(), dimensions: [dimension] }];
  assert.deepEqual(ready(layers)[0].dimensions[0].codes, []);
  assert.equal(dimension.codes.length, 1);
});

test("a refusal's path leads to its things", () => {
  const code = newCode(newDimension());
  const dimension = { ...newDimension(), codes: [code] };
  const layer = { ...newLayer(), dimensions: [newDimension(), dimension] };
  assert.deepEqual(along([layer], "layers[0].dimensions[1].codes[0].label"), [layer, dimension, code]);
  assert.deepEqual(along([layer], "layers[0].dimensions[1].codes"), [layer, dimension]);
  assert.deepEqual(along([layer], "layers[7].label"), []);
  assert.deepEqual(along([layer], "layers"), []);
});

test("a path without a field of its own has the field around it", () => {
  assert.deepEqual(shorter("layers[0].codes[2].examples[1]"), [
    "layers[0].codes[2].examples[1]",
    "layers[0].codes[2].examples",
    "layers[0].codes[2]",
    "layers[0].codes",
    "layers[0]",
    "layers",
  ]);
});
