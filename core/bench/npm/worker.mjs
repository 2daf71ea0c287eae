// The npm package's side of the comparison; bench_compressor is the other one.
//
//   node --expose-gc worker.mjs FOLDER WORKLOAD   FOLDER has node_modules/, WORKLOAD is what
//                                                 bench_compressor --list says of it, as JSON
//   node --expose-gc worker.mjs FOLDER --sizes [--quick]
//   node worker.mjs FOLDER --kinds
//
// With a workload it answers lines of standard input: "inspect" with a digest of all answers, "run"
// with the nanoseconds of an operation and a digest.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { kinds } from "./kinds.mjs";
import { Shape } from "./shape.mjs";

const [folder, what, option] = process.argv.slice(2);

async function packageModule() {
    const require = createRequire(join(resolve(folder), "package.json"));
    const path = require.resolve("@fluidframework/id-compressor/internal");
    return import(pathToFileURL(path).href);
}

class World {
    constructor(module, workload) {
        this.module = module;
        this.shape = new Shape(workload);
        this.operations = workload.operations;
    }

    open(session = 0) {
        this.compressor = this.module.createIdCompressor(this.shape.keys[session]);
    }

    build() {
        this.open();
        this.shape.build(this.compressor);
    }

    deserialize(text) {
        return this.module.deserializeIdCompressor(text, this.shape.keys[0]);
    }
}

class Trial {
    constructor(module, workload) {
        this.kind = kinds[workload.kind];
        this.world = new World(module, workload);
        this.kind.ask?.(this.world);
    }

    // What a run leaves is collected before the next one, so that none pays for another.
    #makeReady() {
        this.kind.settle?.(this.world);
        if (this.kind.isChanging || !this.world.compressor) {
            this.kind.prepare(this.world);
        }
        globalThis.gc();
    }

    run() {
        this.#makeReady();
        const start = process.hrtime.bigint();
        const digest = this.kind.run(this.world);
        const end = process.hrtime.bigint();
        return { ns: Number(end - start) / this.world.operations, digest: digest >>> 0 };
    }

    inspect() {
        const { digest } = this.run();
        return { digest: (this.kind.inspect?.(this.world) ?? digest) >>> 0 };
    }
}

function heap() {
    globalThis.gc();
    globalThis.gc();
    return process.memoryUsage().heapUsed;
}

// The keys are made before, but not their hashes and numbers; the strings count as the package's.
function memoryOf(module, numbers) {
    const before = heap();
    let world = new World(module, { ...numbers, operations: 0 });
    world.build();
    const { compressor } = world;
    world = undefined;
    const size = heap() - before;
    return { size, compressor };
}

function sizes(module, isQuick) {
    const thousand = isQuick ? 10 : 1000;
    const clusters = { count: 6, size: 5 };
    // The first compiles what the others use.
    memoryOf(module, { sessions: 10, rounds: 10, ...clusters });
    const chains = memoryOf(module, { sessions: thousand, rounds: 1000, ...clusters }).size;
    const sessions = memoryOf(module, { sessions: 100 * thousand, rounds: 1, ...clusters }).size;
    const { compressor } = memoryOf(module, { sessions: 100 * thousand, rounds: 10, ...clusters });
    // The bytes before base64.
    const snapshot = Buffer.byteLength(compressor.serialize(false), "base64");
    return {
        chain_cluster: chains / (1000 * thousand),
        session: sessions / (100 * thousand),
        snapshot_cluster: (snapshot - 16 * 100 * thousand) / (1000 * thousand),
    };
}

function answer(value) {
    process.stdout.write(`${JSON.stringify(value)}\n`);
}

if (what === "--kinds") {
    answer(Object.keys(kinds));
} else if (what === "--sizes") {
    answer(sizes(await packageModule(), option === "--quick"));
} else {
    const trial = new Trial(await packageModule(), JSON.parse(what));
    for await (const line of createInterface({ input: process.stdin })) {
        answer(line === "inspect" ? trial.inspect() : trial.run());
    }
}
