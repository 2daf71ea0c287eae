// Run this in a folder where @fluidframework/id-compressor is installed. 3.1.0: node
// fluid-refused-session.mjs; 3.7.0: the same with 2, the version to write.
// An assertion says: "Empty sessions should not be created." A range that is refused creates one.
const [version, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const { createIdCompressor } = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const [own, other] = ["a1b2c3d4-0000-4000-8000-000000000000", "b1b2c3d4-0000-4000-8000-000000000000"];
const compressor = createIdCompressor(own, ...(version > 0 ? [Number(version)] : []));
const attempt = (call) => { try { return call(); } catch (error) { return error.message; } };
const late = { sessionId: other, ids: { firstGenCount: 5, count: 1, requestedClusterSize: 5, localIdRanges: [] } };
for (const when of ["before", "after"]) {
    console.log(when, attempt(() => compressor.normalizeToSessionSpace(-1, other)), compressor.serialize(true).length);
    console.log(attempt(() => compressor.finalizeCreationRange(late)));
}
