// Packages that make time-ordered IDs as guests, all through this adapter.
//
//   node timeordered.mjs PACKAGE
//
// What each of them claims is what its documentation says. Each process of a world gets the package
// anew, with a random source of its own.
import { clockUs, hasWaited, newSource, setClock, setSeed, useSource } from "./world.mjs";
import { Refusal, big, integer, serve } from "./guest.mjs";
import { importFresh, requireFresh } from "./packages.mjs";

const hex = "0123456789abcdef";
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const always = "18446744073709551615";

// A profile of the protocol: what differs from these.
function profile(differences) {
    return {
        forms: [],
        bits: 0,
        time_shift: 0,
        time_bits: 0,
        number_shift: 0,
        number_bits: 0,
        epoch_us: 0,
        tick_us: 1000,
        overflow: "borrows",
        capacity: 1,
        back_us: 0,
        given_counts: false,
        ...differences,
    };
}

const unique = ["instances", "restarts", "machines"];
const texts = ["sorted", "clock", "pattern", "decoding", "cases", "refusing", "given", "texts"];

const uuid7 = { alphabet: hex, pattern: "********-****-7***-[89ab]***-************" };
const uuid7Hex = { alphabet: hex, pattern: "************7***[89ab]***************" };

function malformed() {
    return new Refusal("malformed");
}

// --- uuid ---

const uuid = {
    claims: [...unique, ...texts, "monotonic", "backward"],
    profiles: [
        profile({
            id: uuid7,
            forms: [uuid7Hex],
            bits: 128,
            time_shift: 80,
            time_bits: 48,
            capacity: 2 ** 31,
            back_us: always,
        }),
    ],
    async start() {
        const { default: v7 } = await importFresh("uuid", "dist-node/v7.js");
        const { parse, stringify, validate, version } = await importFresh("uuid", "dist-node/index.js");
        return {
            make: () => v7(),
            makeAt: (ms) => v7({ msecs: ms }),
            decode(text) {
                if (!validate(text) || version(text) !== 7) {
                    throw malformed();
                }
                return { id: stringify(parse(text)) };
            },
            format: (form, id) => Buffer.from(parse(id)).toString("hex"),
            read: (form, text) => stringify(Buffer.from(text, "hex")),
        };
    },
};

// --- ulid and ulidx ---

function ulidLike(name) {
    return {
        claims: [...unique, ...texts, "monotonic", "backward"],
        profiles: [
            profile({
                id: { alphabet: crockford, pattern: "[01234567]*************************" },
                forms: [
                    {
                        alphabet: name === "ulid" ? hex.toUpperCase() : hex,
                        pattern: "********-****-****-****-************",
                    },
                ],
                bits: 128,
                time_shift: 80,
                time_bits: 48,
                overflow: "refuses",
                back_us: always,
                given_counts: true,
            }),
        ],
        start({ instances }) {
            const package_ = requireFresh(name);
            const factories = Array.from({ length: instances }, () => package_.monotonicFactory());
            return {
                make: (instance) => factories[instance](),
                makeAt: (ms, instance) => factories[instance](ms),
                decode(text) {
                    if (!package_.isValid(text)) {
                        throw malformed();
                    }
                    const id = package_.uuidToULID(package_.ulidToUUID(text));
                    return { id, ms: package_.decodeTime(text) };
                },
                // A text that is said to be an ID is one, whatever comes of it.
                isId: (text) => package_.isValid(text),
                format: (form, id) => package_.ulidToUUID(id),
                read: (form, text) => package_.uuidToULID(text),
                isFull: (error) => /Incorrectly encoded|Failed incrementing/.test(error),
            };
        },
    };
}

// --- bson ---

const bsonProfile = profile({
    id: { alphabet: hex, pattern: "*".repeat(24) },
    forms: [{ alphabet: base64, pattern: "*".repeat(16) }],
    bits: 96,
    time_shift: 64,
    time_bits: 32,
    tick_us: 1_000_000,
    capacity: 2 ** 24,
});

const bson = {
    claims: [...unique, ...texts],
    profiles: [bsonProfile, bsonProfile],
    start({ setting }) {
        const { ObjectId } = requireFresh("bson");
        ObjectId.cacheHexString = setting === 1;
        return {
            make: () => new ObjectId().toHexString(),
            makeAt: (ms) => Buffer.from(ObjectId.generate(Math.floor(ms / 1000))).toString("hex"),
            decode(text) {
                if (!ObjectId.isValid(text)) {
                    throw malformed();
                }
                const id = new ObjectId(text);
                return { id: id.toHexString(), ms: id.getTimestamp().getTime() };
            },
            format: (form, id) => new ObjectId(id).toString("base64"),
            read: (form, text) => ObjectId.createFromBase64(text).toHexString(),
        };
    },
};

// --- uuidv7 ---

const uuidv7Profile = profile({
    id: uuid7,
    forms: [uuid7Hex],
    bits: 128,
    time_shift: 80,
    time_bits: 48,
    back_us: 10_000_000,
    given_counts: true,
});

const uuidv7 = {
    claims: [...unique, ...texts, "monotonic", "backward", "overflows", "comparing"],
    profiles: [uuidv7Profile, uuidv7Profile],
    async start({ setting, instances }) {
        const { UUID, V7Generator } = await importFresh("uuidv7", "dist/index.js");
        const generators = Array.from({ length: instances }, () => new V7Generator());
        const aborts = setting === 1;
        const told = (id) => {
            if (id === undefined) {
                throw new Refusal("clock-behind");
            }
            return id.toString();
        };
        return {
            make: (i) => told(aborts ? generators[i].generateOrAbort() : generators[i].generate()),
            makeAt: (ms, i) =>
                told(
                    aborts
                        ? generators[i].generateOrAbortWithTs(ms)
                        : generators[i].generateOrResetWithTs(ms),
                ),
            decode(text) {
                const id = UUID.parse(text);
                if (id.getVersion() !== 7 || text.length !== 36) {
                    throw malformed();
                }
                return { id: id.toString() };
            },
            format: (form, id) => UUID.parse(id).toHex(),
            read: (form, text) => UUID.parse(text).toString(),
            compare: (a, b) => UUID.parse(a).compareTo(UUID.parse(b)),
        };
    },
};

// --- hyperid ---

// The last of the 22 digits holds two bits of the UUID.
const hyperidOptions = [
    { fixedLength: false },
    { fixedLength: true },
    { urlSafe: true },
    { fixedLength: true, urlSafe: true },
    { maxInt: 5 },
    { startFrom: 2147483640 },
    { fixedLength: true, maxInt: 2147483660, startFrom: 2147483640 },
    { startFrom: 2147483647 },
];

const hyperid = {
    claims: [...unique, "pattern", "decoding"],
    profiles: hyperidOptions.map(({ fixedLength, urlSafe }) =>
        profile({
            id: {
                alphabet: urlSafe ? base64.replace("+/", "-_") : base64,
                pattern:
                    `${"*".repeat(21)}[AQgw]${urlSafe ? "-" : "/"}` +
                    (fixedLength ? "[0123456789]".repeat(10) : "[0123456789]+"),
            },
        }),
    ),
    start({ setting, instances }) {
        const make = requireFresh("hyperid");
        const options = hyperidOptions[setting];
        const generators = Array.from({ length: instances }, () => make(options));
        return {
            make: (instance) => generators[instance](),
            decode(text) {
                const parts = make.decode(text, { urlSafe: options.urlSafe });
                if (parts === null) {
                    throw malformed();
                }
                const bytes = Buffer.from(parts.uuid.replaceAll("-", ""), "hex");
                const head = bytes.toString(options.urlSafe ? "base64url" : "base64").slice(0, 22);
                const count = options.fixedLength
                    ? String(parts.count).padStart(10, "0")
                    : String(parts.count);
                return { id: `${head}${options.urlSafe ? "-" : "/"}${count}` };
            },
        };
    },
};

// --- ksuid ---

const ksuid = {
    claims: [
        ...unique,
        ...["sorted", "clock", "pattern", "decoding", "refusing", "given", "texts", "comparing"],
    ],
    profiles: [
        profile({
            id: { alphabet: base62, pattern: "*".repeat(27) },
            forms: [{ alphabet: hex, pattern: "*".repeat(40) }],
            bits: 160,
            time_shift: 128,
            time_bits: 32,
            epoch_us: 1_400_000_000_000_000,
            tick_us: 1_000_000,
        }),
    ],
    start() {
        const KSUID = requireFresh("ksuid");
        return {
            make: () => KSUID.randomSync().string,
            makeAt: (ms) => KSUID.randomSync(ms).string,
            decode(text) {
                const id = KSUID.parse(text);
                return { id: id.string, ms: id.date.getTime() };
            },
            format: (form, id) => KSUID.parse(id).raw.toString("hex"),
            read: (form, text) => new KSUID(Buffer.from(text, "hex")).string,
            compare: (a, b) => KSUID.parse(a).compare(KSUID.parse(b)),
        };
    },
};

// --- tsid-ts ---

const tsidEpochMs = Date.UTC(2020, 0, 1);
const tsidSettings = [
    { nodeBits: 10, epochMs: tsidEpochMs },
    { nodeBits: 20, epochMs: tsidEpochMs },
    { nodeBits: 5, epochMs: Date.UTC(2010, 0, 1) },
    // A generator of its own for each place that makes IDs, with the process' one node.
    { nodeBits: 10, epochMs: tsidEpochMs, separate: true },
];
const tsidForms = ["X", "d", "z", "s"];

const tsid = {
    claims: [
        ...[...unique, "monotonic", "backward", "numbered", "overflows"],
        ...["sorted", "clock", "pattern", "decoding", "cases", "refusing", "texts"],
    ],
    profiles: tsidSettings.map(({ nodeBits, epochMs }) =>
        profile({
            id: { alphabet: crockford, pattern: "[0123456789ABCDEF]************" },
            forms: [
                { alphabet: hex.toUpperCase(), pattern: "*".repeat(16) },
                { alphabet: "0123456789", pattern: "" },
                { alphabet: base62, pattern: "" },
                { alphabet: crockford.toLowerCase(), pattern: "*".repeat(13) },
            ],
            bits: 64,
            time_shift: 22,
            time_bits: 42,
            number_shift: 22 - nodeBits,
            number_bits: nodeBits,
            epoch_us: epochMs * 1000,
            capacity: 2 ** (22 - nodeBits),
            back_us: always,
        }),
    ),
    start({ setting, number, instances }) {
        const { TSID, TSIDGenerator } = requireFresh("tsid-ts");
        const { nodeBits, epochMs, separate } = tsidSettings[setting];
        const generators = Array.from(
            { length: separate ? instances : 1 },
            () => new TSIDGenerator(Number(number), nodeBits, epochMs),
        );
        return {
            make: (instance) => generators[separate ? instance : 0].create().toString(),
            decode(text) {
                const id = TSID.fromString(text);
                id.setEpoch(epochMs);
                return { id: id.toString(), ms: id.timestamp };
            },
            format: (form, id) => TSID.fromString(id).toStringWithFormat(tsidForms[form]),
            read: (form, text) => TSID.fromString(text, tsidForms[form]).toString(),
        };
    },
};

const packages = {
    uuid,
    ulid: ulidLike("ulid"),
    bson,
    uuidv7,
    hyperid,
    ksuid,
    ulidx: ulidLike("ulidx"),
    "tsid-ts": tsid,
};

const [name] = process.argv.slice(2);
const chosen = packages[name];
if (!chosen) {
    console.error(`timeordered.mjs needs one of: ${Object.keys(packages).join(", ")}`);
    process.exit(2);
}

const processes = new Map();

// The package at work: its clock shows now, and it draws from the process' random source.
function enter(id, now) {
    const of = processes.get(id);
    useSource(of.source);
    if (now !== undefined) {
        setClock(big(now));
    }
    return of.at;
}

// A call that waited gives its ID only when the world's clock is there, too.
function later(held) {
    return new Refusal("try-later", { try_at_us: integer(held.untilUs) });
}

// What a package throws: that a tick is full, or that it cannot.
function refusalOf(error, at) {
    if (error instanceof Refusal) {
        return error;
    }
    const message = String(error?.message ?? error);
    if (at.isFull?.(message)) {
        return new Refusal("exhausted", { error: message });
    }
    return new Refusal("malformed", { error: message });
}

function issue(of, instance, now) {
    const at = enter(of, now);
    const held = processes.get(of).held;
    if (held.has(instance)) {
        if (big(now) < held.get(instance).untilUs) {
            throw later(held.get(instance));
        }
        const { id } = held.get(instance);
        held.delete(instance);
        return id;
    }
    let id;
    try {
        id = at.make(instance);
    } catch (error) {
        throw refusalOf(error, at);
    }
    if (hasWaited()) {
        held.set(instance, { id, untilUs: (clockUs() / 1000n) * 1000n });
        throw later(held.get(instance));
    }
    return id;
}

serve({
    hello: () => ({
        version: 1,
        name,
        schemes: ["timeordered"],
        claims: chosen.claims,
        profiles: chosen.profiles,
        copies: false,
    }),
    world({ seed }) {
        setSeed(big(seed));
        processes.clear();
        return {};
    },
    process_start({ process: id, config, now_us }) {
        const source = newSource(big(config.seed), config.entropy);
        setClock(big(now_us));
        useSource(source);
        const keep = (at) => {
            processes.set(id, { source, at, held: new Map() });
            return {};
        };
        const at = chosen.start(config);
        return at instanceof Promise ? at.then(keep) : keep(at);
    },
    process_stop({ process: id }) {
        processes.delete(id);
    },
    issue: ({ process: id, instance, now_us }) => ({ id: issue(id, instance, now_us) }),
    issue_at({ process: id, instance, now_us, time_us }) {
        const at = enter(id, now_us);
        try {
            return { id: at.makeAt(Number(big(time_us) / 1000n), instance) };
        } catch (error) {
            throw refusalOf(error, at);
        }
    },
    decode_id({ process: id, text }) {
        const at = enter(id);
        let parts;
        try {
            parts = at.decode(text);
        } catch (error) {
            if (at.isId?.(text)) {
                return { id: "", error: String(error?.message ?? error) };
            }
            throw error;
        }
        return parts.ms === undefined
            ? { id: parts.id }
            : { id: parts.id, time_us: integer(BigInt(parts.ms) * 1000n) };
    },
    format_id: ({ process: id, form, id: text }) => ({ text: enter(id).format(form, text) }),
    read_id: ({ process: id, form, text }) => ({ id: enter(id).read(form, text) }),
    compare_ids: ({ process: id, a, b }) => ({ value: enter(id).compare(a, b) }),
});
