// Run this in a folder where ulid and ulidx are installed: node ulid-too-large.mjs
// The largest ULID begins with 7; what is above has no 128 bits, and decodeTime refuses it.
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
for (const name of ["ulid", "ulidx"]) {
    const { isValid } = require(name);
    console.log(`${name}: isValid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ") is ${isValid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")}`);
}
