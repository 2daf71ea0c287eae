// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-op-space.mjs; 3.7.0: the same with 2, the version to write.
// normalizeToOpSpace gives back any ID that is not negative, though nobody ever generated it.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "a1b2c3d4-0000-4000-8000-000000000000";
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
console.log(compressor.normalizeToOpSpace(12345));
