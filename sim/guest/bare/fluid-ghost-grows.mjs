// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-ghost-grows.mjs; 3.7.0: the same with 2, the version to write.
// Two sessions whose IDs are close: the second ID of a ghost is not checked for a collision.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "a1b2c3d4-0000-4000-8000-000000000000";
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
const ghost = (uuid, count) => compressor.beginGhostSession(uuid, () => {
    for (let i = 0; i < count; i++) compressor.generateCompressedId();
});
ghost("b1b2c3d4-0000-4000-8000-000000000005", 1);
ghost("b1b2c3d4-0000-4000-8000-000000000000", 6);
// Two final IDs with one UUID.
console.log(compressor.decompress(0), compressor.decompress(6));
