// Run this in a folder where sonyflake is installed: node sonyflake-before-epoch.mjs
// A clock before the epoch, such as one that starts in 1970, gives negative IDs.
import { createRequire } from "node:module";
const { Sonyflake } = createRequire(`${process.cwd()}/`)("sonyflake");
const generator = new Sonyflake({ machineId: 2, epoch: Date.UTC(2020, 4, 18) });
Date.now = () => 1000;
console.log(generator.nextId());
