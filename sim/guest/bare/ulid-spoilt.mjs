// Run this in a folder where ulid and ulidx are installed: node ulid-spoilt.mjs
// After a seed time that is too large, which is refused, a lower one is refused, too.
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
for (const name of ["ulid", "ulidx"]) {
    const ulid = require(name).monotonicFactory();
    for (const time of [2 ** 48, 150000, undefined]) {
        try {
            console.log(`${name}: ${ulid(time)}`);
        } catch (error) {
            console.log(`${name}: the time ${time} gives "${error.message}"`);
        }
    }
}
