// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-close-sessions.mjs; 3.7.0: the same with 2, the version to write.
// A session whose ID lies among the UUIDs of another: that one no longer recompresses what it made.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "b1b2c3d4-0000-4000-8000-000000000005";
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
compressor.finalizeCreationRange({ sessionId: "b1b2c3d4-0000-4000-8000-000000000000",
    ids: { firstGenCount: 1, count: 8, requestedClusterSize: 1, localIdRanges: [] } });
const uuid = compressor.decompress(6);
console.log(uuid, compressor.tryRecompress(uuid));
