// Run this in a folder where hyperid is installed: node hyperid-start.mjs
// "a number, which must be between 0 and 2147483647": the last one of them.
import { createRequire } from "node:module";
const hyperid = createRequire(`${process.cwd()}/`)("hyperid");
try {
    console.log(hyperid({ startFrom: 2147483647 })());
} catch (error) {
    console.log(error.message);
}
