// Run this in a folder where hyperid is installed: node hyperid-repeats.mjs
// maxInt above 2147483647: the UUID is not generated anew, and an ID comes twice.
import { createRequire } from "node:module";
const instance = createRequire(`${process.cwd()}/`)("hyperid")({
    fixedLength: true,
    maxInt: 2147483660,
    startFrom: 2147483640,
});
const ids = Array.from({ length: 30 }, () => instance());
console.log(`${ids.length} IDs, ${new Set(ids).size} different ones, ${new Set(ids.map((id) => id.slice(0, 22))).size} UUID`);
