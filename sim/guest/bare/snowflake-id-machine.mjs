// Run this in a folder where snowflake-id is installed: node snowflake-id-machine.mjs
// The machine IDs 0 and 1, and 1023 and 1024, give the same IDs.
import { createRequire } from "node:module";
const Snowflake = createRequire(`${process.cwd()}/`)("snowflake-id").default;
Date.now = () => 1_700_000_000_000;
for (const mid of [0, 1, 1022, 1023, 1024]) {
    console.log(mid, new Snowflake({ mid, offset: Date.UTC(2019, 0, 1) }).generate());
}
