// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-refused-collision.mjs; 3.7.0: the same with 2, the version to write.
// Two sessions whose IDs are close: the second time, what was refused as a collision is accepted.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "a1b2c3d4-0000-4000-8000-000000000000";
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
const finalize = (sessionId, firstGenCount, count) => { try { compressor.finalizeCreationRange({ sessionId,
    ids: { firstGenCount, count, requestedClusterSize: 1, localIdRanges: [] } }); return "accepted"; } catch (error) { return error.message; } };
console.log(finalize("b1b2c3d4-0000-4000-8000-000000000005", 1, 3));
for (const time of ["first", "second"]) {
    console.log(time, finalize("b1b2c3d4-0000-4000-8000-000000000000", 1, 8), compressor.serialize(false).length);
}
