// Prints what scripts say, as a JSON array: every string of static/js/strings.js and of each folder's words.js.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const scripts = join(dirname(dirname(fileURLToPath(import.meta.url))), "static", "js");
const found = new Set();

/** @param {unknown} tree */
function collect(tree) {
  if (typeof tree === "string") found.add(tree);
  else if (typeof tree === "object" && tree) Object.values(tree).forEach(collect);
}

const files = readdirSync(scripts, { recursive: true, encoding: "utf8" });
for (const file of files.filter((name) => /(^|\/)(strings|words)\.js$/.test(name)).sort()) {
  collect({ ...(await import(pathToFileURL(join(scripts, file)).href)) });
}
found.delete("");
process.stdout.write(JSON.stringify([...found]));
