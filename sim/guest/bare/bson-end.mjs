// Run this in a folder where bson is installed: node bson-end.mjs
// ObjectIds before 1970, and from 2106-02-07T06:28:16Z on, when 32 bits of seconds are used up.
import { createRequire } from "node:module";
const { ObjectId } = createRequire(`${process.cwd()}/`)("bson");
for (const seconds of [-1, 2 ** 32]) {
    const id = new ObjectId(ObjectId.generate(seconds));
    console.log(`generate(${seconds}): ${id.getTimestamp().toISOString()}`);
}
Date.now = () => 2 ** 32 * 1000;
console.log(`new ObjectId() at 2106-02-07T06:28:16Z: ${new ObjectId().getTimestamp().toISOString()}`);
