// @ts-check
/** The page of a story's ladders: keeps a drawing as PNG. The SVG is a link and needs no script. */

import { toast } from "../elements/notices.js";
import { keep, named, picture } from "../ladder/png.js";
import { words } from "../ladder/words.js";

for (const button of document.querySelectorAll("button[data-png]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const wording = button.closest("section")?.querySelector("h2")?.textContent ?? "";
    try {
      keep(await picture(button.dataset.png ?? ""), named(wording));
    } catch {
      toast(words.failed);
    } finally {
      button.disabled = false;
    }
  });
}
