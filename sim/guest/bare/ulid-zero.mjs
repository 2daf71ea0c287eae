// Run this in a folder where ulid and ulidx are installed: node ulid-zero.mjs
// The seed time 0, the beginning of 1970.
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
const { decodeTime, monotonicFactory } = require("ulid");
console.log(`ulid: the seed time 0 gives the time ${decodeTime(monotonicFactory()(0))}`);
try {
    console.log(`ulidx: ${require("ulidx").monotonicFactory()(0)}`);
} catch (error) {
    console.log(`ulidx: the seed time 0 gives "${error.message}"`);
}
