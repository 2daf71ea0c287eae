// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-huge-range.mjs; 3.7.0: the same with 2, the version to write.
// A forged range with a count of 2^63, as JSON.parse reads it: the final IDs after it are not exact.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "a1b2c3d4-0000-4000-8000-000000000000";
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
const [forged] = JSON.parse('[{"sessionId":"b1b2c3d4-0000-4000-8000-000000000000","ids":{"firstGenCount":1,"count":9223372036854775807,"requestedClusterSize":1,"localIdRanges":[]}}]');
compressor.finalizeCreationRange(forged);
const ids = [1, 2, 3].map(() => compressor.generateCompressedId());
compressor.finalizeCreationRange(compressor.takeNextCreationRange());
console.log(ids.map((id) => compressor.normalizeToOpSpace(id)));
