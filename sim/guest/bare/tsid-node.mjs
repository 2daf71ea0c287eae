// Run this in a folder where tsid-ts is installed: node tsid-node.mjs
// The random node is drawn one too wide: in one of 1,048,577 draws the package cannot be loaded.
import { createRequire } from "node:module";
Math.random = () => 1 - 2 ** -53;
try {
    createRequire(`${process.cwd()}/`)("tsid-ts");
    console.log("loaded");
} catch (error) {
    console.log(error.message);
}
