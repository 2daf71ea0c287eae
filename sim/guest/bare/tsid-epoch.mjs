// Run this in a folder where tsid-ts is installed: node tsid-epoch.mjs
// TSIDs before 2020, and from 2159-05-15 on, when 42 bits of milliseconds are used up.
import { createRequire } from "node:module";
const RealDate = Date;
let now = 0;
globalThis.Date = class extends RealDate {
    constructor(...words) {
        super(...(words.length === 0 ? [now] : words));
    }
};
const { TSIDGenerator } = createRequire(`${process.cwd()}/`)("tsid-ts");
for (const text of ["2019-12-31T23:59:59.000Z", "2020-01-01T00:00:01.000Z", "2159-05-15T07:35:12.000Z"]) {
    now = RealDate.parse(text);
    const id = new TSIDGenerator(1).create();
    console.log(`${text}: ${id.toString()}, ${new RealDate(id.timestamp).toISOString()}`);
}
