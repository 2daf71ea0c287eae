// Run this in a folder where snowflake-id is installed: node snowflake-id-overflow.mjs
// After 4,096 IDs of a millisecond it waits for the next one, but puts the earlier one into the ID.
import { createRequire } from "node:module";
const Snowflake = createRequire(`${process.cwd()}/`)("snowflake-id").default;
let reading = 0;
Date.now = () => 1_700_000_000_000 + Math.floor(reading++ / 5000);
const generator = new Snowflake({ mid: 42, offset: Date.UTC(2019, 0, 1) });
const ids = Array.from({ length: 5000 }, () => generator.generate());
console.log(`${ids.length} IDs, ${new Set(ids).size} different ones`);
