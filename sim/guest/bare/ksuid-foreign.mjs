// Run this in a folder where ksuid is installed: node ksuid-foreign.mjs
// A text of 27 characters, one of which is not of base 62.
import { createRequire } from "node:module";
const KSUID = createRequire(`${process.cwd()}/`)("ksuid");
console.log(KSUID.parse("0o5Fs0EELR0fUjHjbCnEtdUwQ!3").string);
