// Run this in a folder where @sapphire/snowflake is installed: node sapphire-snowflake.mjs
// 5,000 snowflakes in a millisecond: the increment has 12 bits, and starts again without waiting.
import { createRequire } from "node:module";
const { Snowflake } = createRequire(`${process.cwd()}/`)("@sapphire/snowflake");
Date.now = () => 1_700_000_000_000;
const generator = new Snowflake(new Date("2000-01-01T00:00:00.000Z"));
const ids = Array.from({ length: 5000 }, () => generator.generate());
console.log(`${ids.length} snowflakes, ${new Set(ids).size} different ones`);
