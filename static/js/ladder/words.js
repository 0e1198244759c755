// @ts-check
/** What scripts say on the page of ladders. */

import { inPagesLanguage } from "../strings.js";

export const words = inPagesLanguage({
  failed: "The picture could not be made. Keep the SVG file instead.",
});
