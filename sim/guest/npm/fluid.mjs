// @fluidframework/id-compressor as a guest.
//
//   node fluid.mjs 3.1.0|3.7.0 [--contract|--layouts]
//
// A compressor of the package is both: a session, and a replica of the document. Here a document is a
// compressor whose own session never makes an ID, and each session one more, made from the document's
// summary as a client does that loads it. What is finalized in a document is finalized in all of
// them. With --contract the guest claims only what applications are promised; without, also that it
// refuses ranges that no client sends; with --layouts, even sessions whose UUIDs collide.
import { Refusal, big, serve } from "./guest.mjs";
import { importPackage } from "./packages.mjs";

const [version, option] = process.argv.slice(2);
const fluid = await importPackage(`fluid-${version}`, "lib/index.js");

// From 3.5 on the factory takes the version that is written.
const writeVersion = version === "3.1.0" ? [] : [2];

// The session of a document's compressor, which makes no IDs.
const viewer = "fedcba98-7654-4321-8fed-cba987654321";

const contract = ["ghosts", "bytes", "reset", "counters", "fluid"];
const all = [...contract, "hostile", "without-origin"];
const claims = { "--contract": contract, "--layouts": [...all, "layouts"] }[option] ?? all;

const documents = new Map();
const sessions = new Map();

// --- What the package throws, as names. ---

const meanings = [
    [/Ranges finalized out of order/, "out-of-order"],
    [/^0x(755|876|877)$/, "invalid-range"],
    [/^0x(756|758)$/, "collision"],
    [/Unknown ID|Unknown op space ID|Invalid ID to normalize|Could not recompress/, "unknown-id"],
    [/No IDs have ever been finalized/, "unknown-session"],
];

function translated(action) {
    try {
        return action();
    } catch (error) {
        const message = String(error?.message ?? error);
        const found = meanings.find(([pattern]) => pattern.test(message));
        throw found ? new Refusal(found[1]) : error;
    }
}

// IDs of the package are numbers; it has none above 2^53 - 1.
function idOf(value) {
    if (typeof value !== "number") {
        throw new Refusal("unknown-id");
    }
    return value;
}

function uuidOf(value) {
    if (value === null) {
        throw new Refusal("invalid-argument");
    }
    return value;
}

// A UUID of no session, in the place of one that is not valid: it has the digits of a session's own,
// and another version.
function uuidOrOther(value, uuid) {
    if (option === "--contract") {
        return uuidOf(value);
    }
    return value ?? `${uuid.slice(0, 14)}1${uuid.slice(15)}`;
}

// A UUID that is not valid is refused as any other is that nobody made; idsim has a name of its own.
function recompress(compressor, value, uuid) {
    try {
        return { id: translated(() => compressor.recompress(uuidOrOther(value, uuid))) };
    } catch (error) {
        throw value === null && error.status === "unknown-id" ? new Refusal("invalid-argument") : error;
    }
}

// What a client gets that reads a message with JSON.parse: a number, exact or not.
function numberOf(value) {
    return Number(value);
}

// --- Documents. ---

function load(serialized, uuid) {
    return fluid.deserializeIdCompressor(serialized, uuid, ...writeVersion);
}

function everyCompressor(document) {
    return [document.compressor, ...[...document.sessions].map((session) => session.compressor)];
}

// The first compressor's outcome; all have the same finalized state.
function inAll(document, action) {
    const outcomes = everyCompressor(document).map((compressor) => {
        try {
            return { value: translated(() => action(compressor)) };
        } catch (error) {
            return { error };
        }
    });
    if (outcomes[0].error) {
        throw outcomes[0].error;
    }
    const other = outcomes.find((outcome) => outcome.error);
    if (other) {
        throw other.error;
    }
    return outcomes[0].value;
}

function idRange({ session, first_gen_count, count, requested_cluster_size }) {
    // A range of the package has a UUID; no other one can be passed to it.
    if (session === null) {
        throw new Refusal("invalid-range");
    }
    const ids = {
        firstGenCount: numberOf(first_gen_count),
        count: numberOf(count),
        requestedClusterSize: requested_cluster_size,
        localIdRanges: [],
    };
    return count === 0 ? { sessionId: session } : { sessionId: session, ids };
}

// Whether a range is none that any session takes, whatever the document knows of it.
function isInvalid({ session, first_gen_count, count, requested_cluster_size: size }) {
    const first = big(first_gen_count);
    const last = first + big(count) - 1n;
    return session === null || first < 1n || last >= 1n << 63n || size < 1 || size > 2 ** 20;
}

// The package has one error for ranges that are invalid and for those that are out of order.
function finalize(compressor, range) {
    try {
        translated(() => compressor.finalizeCreationRange(idRange(range)));
    } catch (error) {
        throw range.count !== 0 && isInvalid(range) ? new Refusal("invalid-range") : error;
    }
}

function ghost(compressor, uuid, count) {
    let first;
    compressor.beginGhostSession(uuid, () => {
        for (let i = 0; i < count; i++) {
            const id = compressor.generateCompressedId();
            first ??= id;
        }
    });
    return first ?? 0;
}

const documentCalls = {
    document_create({ document }) {
        const compressor = fluid.createIdCompressor(viewer, ...writeVersion);
        documents.set(document, { compressor, sessions: new Set(), known: new Set() });
    },
    document_destroy({ document }) {
        documents.delete(document);
    },
    document_finalize({ document, range }) {
        const of = documents.get(document);
        inAll(of, (compressor) => finalize(compressor, range));
        if (range.count !== 0) {
            of.known.add(range.session);
        }
    },
    document_ghost({ document, session, count }) {
        const of = documents.get(document);
        if (count !== 0) {
            of.known.add(session);
        }
        return { first: inAll(of, (compressor) => ghost(compressor, session, count)) };
    },
    document_fluid({ document }) {
        return { text: documents.get(document).compressor.serialize(false) };
    },
    document_decompress({ document, id }) {
        const { compressor } = documents.get(document);
        return { uuid: translated(() => compressor.decompress(idOf(id))) };
    },
    document_recompress({ document, uuid }) {
        const { compressor, known } = documents.get(document);
        const [other] = known;
        return recompress(compressor, uuid, other ?? viewer);
    },
};

// --- Sessions. ---

function compressorOf({ session }) {
    return sessions.get(session).compressor;
}

function keepSession(number, document, uuid, compressor) {
    const session = { document, uuid, compressor };
    sessions.set(number, session);
    document.sessions.add(session);
}

function rangeOf(compressor, uuid, { ids }) {
    const range = {
        session: uuid,
        first_gen_count: ids?.firstGenCount ?? compressor.nextRangeBaseGenCount,
        count: ids?.count ?? 0,
        requested_cluster_size: ids?.requestedClusterSize ?? compressor.nextRequestedClusterSize,
    };
    return { range };
}

// Consecutive IDs as runs: finals grow, local IDs fall.
function runsOf(ids) {
    const runs = [];
    for (const id of ids) {
        const last = runs.at(-1);
        const next = last && (last.first < 0 ? last.first - last.count : last.first + last.count);
        if (last && next === id && last.first < 0 === id < 0) {
            last.count++;
        } else {
            runs.push({ first: id, count: 1 });
        }
    }
    return runs;
}

const sessionCalls = {
    session_open({ document, uuid, session }) {
        const of = documents.get(document);
        // That a session ID is new is the application's duty.
        if (of.known.has(uuid)) {
            throw new Refusal("session-exists");
        }
        keepSession(session, of, uuidOf(uuid), load(of.compressor.serialize(false), uuid));
    },
    session_close({ session }) {
        const of = sessions.get(session);
        of.document.sessions.delete(of);
        sessions.delete(session);
    },
    session_generate(request) {
        return { id: translated(() => compressorOf(request).generateCompressedId()) };
    },
    session_generate_many(request) {
        const compressor = compressorOf(request);
        const ids = Array.from({ length: request.count }, () => compressor.generateCompressedId());
        return { runs: runsOf(ids) };
    },
    session_generate_unique(request) {
        const id = compressorOf(request).generateDocumentUniqueId();
        return { id: typeof id === "number" ? { final: id } : { stable: id } };
    },
    session_take(request) {
        const { compressor, uuid } = sessions.get(request.session);
        return rangeOf(compressor, uuid, compressor.takeNextCreationRange());
    },
    session_retake(request) {
        const { compressor, uuid } = sessions.get(request.session);
        return rangeOf(compressor, uuid, compressor.takeUnfinalizedCreationRange());
    },
    session_reset(request) {
        compressorOf(request).resetUnfinalizedCreationRange();
    },
    session_set_cluster_size(request) {
        if (request.size < 1 || request.size > 2 ** 20) {
            throw new Refusal("invalid-argument");
        }
        compressorOf(request).nextRequestedClusterSize = request.size;
    },
    session_to_op_space(request) {
        const compressor = compressorOf(request);
        return { op_id: translated(() => compressor.normalizeToOpSpace(idOf(request.id))) };
    },
    session_to_session_space(request) {
        const compressor = compressorOf(request);
        const { op_id, origin } = request;
        return {
            id: translated(() => compressor.normalizeToSessionSpace(idOf(op_id), uuidOf(origin))),
        };
    },
    session_to_session_space_without_origin(request) {
        const compressor = compressorOf(request);
        const id = translated(() =>
            compressor.tryNormalizeToSessionSpaceWithoutSession(numberOf(request.op_id)),
        );
        if (id === undefined) {
            throw new Refusal("origin-required");
        }
        return { id };
    },
    session_decompress(request) {
        const compressor = compressorOf(request);
        return { uuid: translated(() => compressor.decompress(idOf(request.id))) };
    },
    session_recompress(request) {
        const { compressor, uuid } = sessions.get(request.session);
        return recompress(compressor, request.uuid, uuid);
    },
    session_try_recompress(request) {
        // What it throws, recompress throws, too, which calls it; there it is judged.
        try {
            const { compressor, uuid } = sessions.get(request.session);
            const id = compressor.tryRecompress(uuidOrOther(request.uuid, uuid));
            return id === undefined ? { value: false } : { value: true, id };
        } catch {
            return { value: false };
        }
    },
    session_generated(request) {
        return { value: compressorOf(request).localGenCount };
    },
    session_next_range_start(request) {
        return { value: compressorOf(request).nextRangeBaseGenCount };
    },
    session_cluster_size(request) {
        return { value: compressorOf(request).nextRequestedClusterSize };
    },
};

// --- Snapshots: the package's own, side by side. The requested size is the application's to keep. ---

function byUuid(a, b) {
    return a.uuid < b.uuid ? -1 : 1;
}

const snapshotCalls = {
    snapshot_save({ document, sessions: numbers, log_position }) {
        const saved = {
            log_position,
            document: documents.get(document).compressor.serialize(false),
            known: [...documents.get(document).known],
            sessions: numbers
                .map((number) => sessions.get(number))
                .sort(byUuid)
                .map(({ uuid, compressor }) => ({
                    uuid,
                    serialized: compressor.serialize(true),
                    size: compressor.nextRequestedClusterSize,
                })),
        };
        return { bytes: Buffer.from(JSON.stringify(saved)).toString("hex") };
    },
    snapshot_load({ bytes, document, first_session }) {
        const saved = JSON.parse(Buffer.from(bytes, "hex").toString());
        const of = {
            compressor: load(saved.document, viewer),
            sessions: new Set(),
            known: new Set(saved.known),
        };
        documents.set(document, of);
        saved.sessions.forEach(({ uuid, serialized, size }, i) => {
            const compressor = fluid.deserializeIdCompressor(serialized, ...writeVersion);
            compressor.nextRequestedClusterSize = size;
            keepSession(first_session + i, of, uuid, compressor);
        });
        return { log_position: saved.log_position, sessions: saved.sessions.map(({ uuid }) => uuid) };
    },
};

serve({
    hello: () => ({
        version: 1,
        name: `@fluidframework/id-compressor ${version}`,
        schemes: ["compressor"],
        claims,
    }),
    world: () => ({}),
    ...documentCalls,
    ...sessionCalls,
    ...snapshotCalls,
});
