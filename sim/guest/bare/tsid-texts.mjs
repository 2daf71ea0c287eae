// Run this in a folder where tsid-ts is installed: node tsid-texts.mjs
// Texts that are not TSIDs, and letters that Crockford's base 32 reads as 0 and 1.
import { createRequire } from "node:module";
const { TSID } = createRequire(`${process.cwd()}/`)("tsid-ts");
for (const text of ["0000000000001", "000000000000I", "000000000000!", "G000000000001"]) {
    console.log(`${text}: ${TSID.fromString(text).toString()}`);
}
