// Run this in a folder where tsid-ts is installed: node tsid-digits.mjs
// The other texts of a TSID, and what is read of the right ones.
import { createRequire } from "node:module";
const { TSID } = createRequire(`${process.cwd()}/`)("tsid-ts");
const number = 501438102971408389n;
const id = new TSID(number);
console.log(`number       ${number}, ${number.toString(16).padStart(16, "0").toUpperCase()}`);
console.log(`written      ${id.toDecimalString()}, ${id.toHexString()}, ${id.toBase62String()}`);
console.log(`read decimal ${TSID.fromString(String(number), "d").number}`);
console.log(`read hex     ${TSID.fromString(number.toString(16).padStart(16, "0"), "x").number}`);
