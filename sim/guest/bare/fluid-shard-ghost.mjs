// Run this in a folder where @fluidframework/id-compressor 3.7.0 is installed: node fluid-shard-ghost.mjs
// Every client must make the IDs of a ghost session at the same place. One that is sharded cannot.
const [, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const fluid = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const root = fluid.createIdCompressor("a1b2c3d4-0000-4000-8000-000000000000", 3);
root.shard(1);
root.beginGhostSession("b1b2c3d4-0000-4000-8000-000000000000", () => root.generateCompressedId());
