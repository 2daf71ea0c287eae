// Run this in a folder where tsid-ts is installed: node tsid-two.mjs
// Two generators with the same node, or a restart within a millisecond: 4,000 IDs each, in one of them.
import { createRequire } from "node:module";
const RealDate = Date;
globalThis.Date = class extends RealDate {
    constructor(...words) {
        super(...(words.length === 0 ? [1_800_000_000_000] : words));
    }
};
const { TSIDGenerator } = createRequire(`${process.cwd()}/`)("tsid-ts");
const ids = [1, 2].flatMap(() => {
    const generator = new TSIDGenerator(7);
    return Array.from({ length: 4000 }, () => generator.create().toString());
});
console.log(`${ids.length} IDs, ${ids.length - new Set(ids).size} of them twice`);
