// Run this in a folder where simple-flakeid is installed: node simple-flakeid.mjs
// After a step back of the clock an ID is below the ones before it.
import { createRequire } from "node:module";
const { SnowflakeIdv1 } = createRequire(`${process.cwd()}/`)("simple-flakeid");
const RealDate = Date;
let now = 1_700_000_000_000;
globalThis.Date = class extends RealDate { valueOf() { return now; } };
const generator = new SnowflakeIdv1({ workerId: 1 });
const before = generator.NextBigId();
now -= 5;
console.log(`${before}, then ${generator.NextBigId()}`);
