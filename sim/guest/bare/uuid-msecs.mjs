// Run this in a folder where uuid is installed: node uuid-msecs.mjs
// Times before 1970, and after the last one of 48 bits.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
const path = join(process.cwd(), "node_modules/uuid/dist-node/index.js");
const { v7 } = await import(pathToFileURL(path).href);
for (const msecs of [-1, -1000, 2 ** 48]) {
    const id = v7({ msecs });
    console.log(`${msecs}: ${id}, of the time ${parseInt(id.slice(0, 8) + id.slice(9, 13), 16)}`);
}
