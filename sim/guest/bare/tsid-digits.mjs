// Run this in a folder where tsid-ts is installed: node tsid-digits.mjs
// The other texts of a TSID, and what is read of the right ones.
import { createRequire } from "node:module";
const { TSID } = createRequire(`${process.cwd()}/`)("tsid-ts");
const number = 915029360640044021n;
const id = new TSID(number);
const hex = number.toString(16).padStart(16, "0").toUpperCase();
console.log(`the TSID     ${number}, ${hex}, 15aqL1boMNh`);
console.log(`written      ${id.toDecimalString()}, ${id.toHexString()}, ${id.toBase62String()}`);
console.log(`read decimal ${TSID.fromString(String(number), "d").number}`);
console.log(`read hex     ${TSID.fromString(hex, "X").number}`);
console.log(`read base 62 ${TSID.fromString("15aqL1boMNh", "z").number}`);
