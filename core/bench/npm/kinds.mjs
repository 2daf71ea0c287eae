// What core/bench/compressor does to the ID compressor, done to the npm package: the same logs, the
// same questions, the same digests. Each kind has the parts of bench_kind (workload.h). An answer
// that is the package's alone (a document's numbers) is read from its private fields.
import { fold, hashStart, hashText, pick } from "./words.mjs";
import { textAfter } from "./shape.mjs";

const sessionStream = 5;
const genStream = 6;
const orderStream = 4;
const textLength = 36;
const clusterSizeMax = 2 ** 20;

function documentDigest(world) {
    return hashText(hashStart, world.compressor.serialize(false));
}

// --- W1 to W3 ---

function finalizeOwn(world, count) {
    for (let i = 0; i < count; i++) {
        world.compressor.generateCompressedId();
    }
    world.compressor.finalizeCreationRange(world.compressor.takeNextCreationRange());
}

function prepareCluster(world, size) {
    world.open();
    world.compressor.nextRequestedClusterSize = size;
    finalizeOwn(world, 1);
}

function generate(world) {
    const { compressor, operations } = world;
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.generateCompressedId());
    }
    return digest;
}

function ownRange(world) {
    const { compressor, operations } = world;
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.generateCompressedId());
        const range = compressor.takeNextCreationRange();
        compressor.finalizeCreationRange(range);
        digest = fold(digest, range.ids.firstGenCount);
    }
    return digest;
}

// --- W4 ---

function askInTurn(world) {
    world.order = Array.from({ length: world.shape.sessions }, (_, i) => world.shape.keys[1 + i]);
}

function askShuffled(world) {
    askInTurn(world);
    for (let i = 1; i < world.shape.sessions; i++) {
        const other = pick(orderStream, i, i + 1);
        [world.order[i], world.order[other]] = [world.order[other], world.order[i]];
    }
}

// One range object serves for all, which spares the package the making of them.
function finalizeIds(world, genCountBefore) {
    const { compressor, operations, order, shape } = world;
    const ids = {
        firstGenCount: genCountBefore + 1,
        count: 1,
        requestedClusterSize: shape.size,
        localIdRanges: [],
    };
    const range = { sessionId: "", ids };
    let at = 0;
    for (let i = 0; i < operations; i++) {
        range.sessionId = order[at];
        compressor.finalizeCreationRange(range);
        at++;
        if (at === order.length) {
            at = 0;
            ids.firstGenCount++;
        }
    }
    const digest = fold(0, compressor.finalSpace.clusters.length);
    return fold(digest, compressor.finalSpace.getAllocatedIdLimit());
}

function finalizeNext(world) {
    return finalizeIds(world, world.shape.genCounts);
}

// --- W5 to W8 ---

function aSession({ shape }, i) {
    return 1 + pick(sessionStream, i, shape.sessions);
}

function aGenCount({ shape }, i) {
    return 1 + pick(genStream, i, shape.genCounts);
}

// Small numbers in an array of their own, as V8 keeps them best.
function questions(world, ask) {
    return Int32Array.from({ length: world.operations }, (_, i) => ask(i));
}

function askFinals(world) {
    world.ids = questions(world, (i) =>
        world.shape.finalOf(aSession(world, i), aGenCount(world, i)),
    );
}

function askLocals(world) {
    world.ids = questions(world, (i) => -aGenCount(world, i));
    world.origins = questions(world, (i) => aSession(world, i));
}

function askTexts(world) {
    const { operations, shape } = world;
    world.texts = Array.from({ length: operations }, (_, i) =>
        textAfter(shape.keys[aSession(world, i)], aGenCount(world, i) - 1),
    );
}

function askOwn(world) {
    world.ids = questions(
        world,
        (i) => -(4 * pick(sessionStream, i, world.shape.rounds) + 3 + pick(genStream, i, 2)),
    );
}

function prepareOwn(world) {
    world.open();
    world.compressor.nextRequestedClusterSize = world.shape.size;
    for (let i = 0; i < world.shape.rounds; i++) {
        finalizeOwn(world, world.shape.count);
        world.shape.apply(world.compressor, i, i + 1);
    }
}

function buildAmong(world) {
    const { shape } = world;
    world.open(1);
    world.compressor.nextRequestedClusterSize = shape.size;
    for (let i = 0; i < shape.sessions * shape.rounds; i++) {
        if (i % shape.sessions === 0) {
            finalizeOwn(world, shape.count);
        } else {
            shape.apply(world.compressor, i, i + 1);
        }
    }
}

function ownToOp({ compressor, operations, ids }) {
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.normalizeToOpSpace(ids[i]));
    }
    return digest;
}

function finalToSession({ compressor, operations, ids, shape }) {
    const own = shape.keys[0];
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.normalizeToSessionSpace(ids[i], own));
    }
    return digest;
}

function localToSession({ compressor, operations, ids, origins, shape }) {
    const { keys } = shape;
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.normalizeToSessionSpace(ids[i], keys[origins[i]]));
    }
    return digest;
}

function decompressText({ compressor, operations, ids }) {
    let digest = 0;
    let at = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.decompress(ids[i]).charCodeAt(at));
        at = at + 1 === textLength ? 0 : at + 1;
    }
    return digest;
}

function inspectTexts({ compressor, operations, ids }) {
    let digest = hashStart;
    for (let i = 0; i < operations; i++) {
        digest = hashText(digest, compressor.decompress(ids[i]));
    }
    return digest;
}

function recompressText({ compressor, operations, texts }) {
    let digest = 0;
    for (let i = 0; i < operations; i++) {
        digest = fold(digest, compressor.recompress(texts[i]));
    }
    return digest;
}

// --- W9 ---

function save(world) {
    world.text = world.compressor.serialize(false);
    return 0;
}

function prepareText(world) {
    world.build();
    save(world);
}

function load(world) {
    world.loaded = world.deserialize(world.text);
    return fold(0, world.loaded.finalSpace.getAllocatedIdLimit());
}

function settle(world) {
    world.loaded = undefined;
}

function inspectLoaded(world) {
    save(world);
    load(world);
    const same = world.loaded.serialize(false) === world.text;
    settle(world);
    return same ? documentDigest(world) : 0;
}

const open = (world) => world.open();
const build = (world) => world.build();

export const kinds = {
    "generate-first": { prepare: open, run: generate, isChanging: true },
    "generate-after": {
        prepare(world) {
            prepareCluster(world, 1);
            world.compressor.generateCompressedId();
        },
        run: generate,
        isChanging: true,
    },
    "generate-eager": {
        prepare: (world) => prepareCluster(world, clusterSizeMax),
        run: generate,
        isChanging: true,
    },
    "own-range": { prepare: open, run: ownRange, isChanging: true },
    "finalize-next": {
        ask: askInTurn,
        prepare: build,
        run: finalizeNext,
        inspect: documentDigest,
        isChanging: true,
    },
    "finalize-shuffled": {
        ask: askShuffled,
        prepare: build,
        run: finalizeNext,
        inspect: documentDigest,
        isChanging: true,
    },
    "finalize-first": {
        ask: askInTurn,
        prepare: open,
        run: (world) => finalizeIds(world, 0),
        inspect: documentDigest,
        isChanging: true,
    },
    "own-to-op": { ask: askOwn, prepare: prepareOwn, run: ownToOp },
    "final-to-session": { ask: askFinals, prepare: build, run: finalToSession },
    "final-to-session-among": { ask: askFinals, prepare: buildAmong, run: finalToSession },
    "local-to-session": { ask: askLocals, prepare: build, run: localToSession },
    "decompress-text": {
        ask: askFinals,
        prepare: build,
        run: decompressText,
        inspect: inspectTexts,
    },
    // The package has no calls for many: it does the same one by one.
    "decompress-many": {
        ask: askFinals,
        prepare: build,
        run: decompressText,
        inspect: inspectTexts,
    },
    "recompress-text": { ask: askTexts, prepare: build, run: recompressText },
    "recompress-many": { ask: askTexts, prepare: build, run: recompressText },
    save: { prepare: prepareText, run: save, inspect: inspectLoaded },
    load: { prepare: prepareText, run: load, inspect: inspectLoaded, settle },
};
