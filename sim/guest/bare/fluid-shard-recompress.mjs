// Run this in a folder where @fluidframework/id-compressor 3.7.0 is installed: node fluid-shard-recompress.mjs
// recompress gives "the CompressedId associated with" a UUID. A shard throws the assertion 0x75a for one
// that is finalized.
const [, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const fluid = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const own = "a1b2c3d4-0000-4000-8000-000000000000";
const root = fluid.createIdCompressor(own, 3);
const [{ serialized }] = root.shard(1);
const child = fluid.deserializeIdCompressor(serialized, 3);
const made = [root.generateCompressedId(), root.generateCompressedId()];
const range = root.takeNextCreationRange();
for (const compressor of [root, child]) compressor.finalizeCreationRange(range);
const uuid = root.decompress(made[1]);
console.log(root.recompress(uuid), made[1]);
console.log(child.recompress(uuid));
