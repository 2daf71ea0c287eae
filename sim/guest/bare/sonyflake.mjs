// Run this in a folder where sonyflake is installed: node sonyflake.mjs
// 1,000 IDs in a millisecond: the sequence has 8 bits, and starts again without waiting.
import { createRequire } from "node:module";
const { Sonyflake } = createRequire(`${process.cwd()}/`)("sonyflake");
Date.now = () => 1_700_000_000_000;
const generator = new Sonyflake({ machineId: 2, epoch: Date.UTC(2020, 4, 18) });
const ids = Array.from({ length: 1000 }, () => generator.nextId());
console.log(`${ids.length} IDs, ${new Set(ids).size} different ones`);
