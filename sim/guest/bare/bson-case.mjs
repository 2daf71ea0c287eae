// Run this in a folder where bson is installed: node bson-case.mjs
// With cacheHexString an ObjectId of capital letters stays as it was written, and equals no string.
import { createRequire } from "node:module";
const { ObjectId } = createRequire(`${process.cwd()}/`)("bson");
for (const cached of [false, true]) {
    ObjectId.cacheHexString = cached;
    const id = new ObjectId("ABCDEFABCDEFABCDEFABCDEF");
    console.log(`cacheHexString ${cached}: ${id.toHexString()} equals itself: ${id.equals("ABCDEFABCDEFABCDEFABCDEF")}`);
}
