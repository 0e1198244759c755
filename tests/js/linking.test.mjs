import assert from "node:assert/strict";
import test from "node:test";

import { fits } from "../../static/js/linking/finding.js";

test("words are found in any order, whatever their case and accents", () => {
  assert.ok(fits("Idriss Déby led the army", "ARMY deby"));
  assert.ok(fits("Idriss Déby led the army", ""));
  assert.ok(fits("Idriss Déby led the army", "  arm "));
  assert.ok(!fits("Idriss Déby led the army", "army navy"));
});
