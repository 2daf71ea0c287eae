// Run this in a folder where @fluidframework/id-compressor 3.7.0 is installed: node fluid-shard-no-version.mjs
// Without a version to write, shard() throws when it has become sharded already, and nobody has the child.
const [, name = "@fluidframework/id-compressor"] = process.argv.slice(2);
const fluid = await import(`${process.cwd()}/node_modules/${name}/lib/index.js`);
const root = fluid.createIdCompressor("a1b2c3d4-0000-4000-8000-000000000000");
try { root.shard(1); } catch (error) { console.log(error.message); }
console.log(root.generateCompressedId(), root.generateCompressedId());
