// Run this in a folder where @fluidframework/id-compressor 3.7.0 is installed: node fluid-no-version.mjs
// The factory takes the version to write now. Called as in 3.1.0, what it writes cannot be read.
const [, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const fluid = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const compressor = fluid.createIdCompressor("a1b2c3d4-0000-4000-8000-000000000000");
compressor.generateCompressedId();
const blob = compressor.serialize(true);
console.log(blob);
fluid.deserializeIdCompressor(blob, 2);
