// Snowflake packages as guests, all through this adapter.
//
//   node snowflake.mjs PACKAGE
//
// A package makes one ID a call, and has its own layout and its own way of counting. What each of them
// claims is what its documentation says.
import { clockUs, hasWaited, setClock, setSeed } from "./world.mjs";
import { Refusal, big, integer, serve } from "./guest.mjs";
import { requirePackage } from "./packages.mjs";

const epochMs = 1420070400000;

function layout(sequenceBits, coordinatorBits, order = "time-coordinator-sequence") {
    return {
        epoch_us: epochMs * 1000,
        unit_us: 1000,
        time_bits: Math.min(42, 64 - sequenceBits - coordinatorBits),
        sequence_bits: sequenceBits,
        coordinator_bits: coordinatorBits,
        order,
    };
}

// For each: its layout, what it claims, and a maker of functions that make an ID (a BigInt).
const packages = {
    "@sapphire/snowflake": {
        layout: layout(12, 10),
        claims: ["honest"],
        make(number) {
            const { Snowflake } = requirePackage("@sapphire/snowflake");
            const generator = new Snowflake(epochMs);
            generator.workerId = number >> 5;
            generator.processId = number & 31;
            return () => generator.generate();
        },
    },
    "@akashrajpurohit/snowflake-id": {
        layout: layout(12, 10),
        claims: ["honest", "steps"],
        make(number) {
            const { SnowflakeId } = requirePackage("@akashrajpurohit/snowflake-id");
            const generator = SnowflakeId({ workerId: number, epoch: epochMs });
            return () => BigInt(generator.generate());
        },
    },
    "flake-idgen": {
        layout: layout(12, 10),
        claims: ["growing", "honest", "steps"],
        make(number) {
            const FlakeId = requirePackage("flake-idgen");
            const generator = new FlakeId({ id: number, epoch: epochMs });
            return () => generator.next().readBigUInt64BE();
        },
    },
    "nodejs-snowflake": {
        layout: layout(10, 12),
        claims: ["growing", "honest"],
        make(number) {
            const { Snowflake } = requirePackage("nodejs-snowflake");
            const generator = new Snowflake({ custom_epoch: epochMs, instance_id: number });
            return () => generator.getUniqueID();
        },
    },
    "simple-flakeid": {
        layout: layout(6, 6),
        claims: ["growing", "steps"],
        make(number) {
            const { SnowflakeIdv1 } = requirePackage("simple-flakeid");
            const generator = new SnowflakeIdv1({ workerId: number, baseTime: epochMs });
            return () => generator.NextBigId();
        },
    },
    "snowflake-id": {
        layout: layout(12, 10),
        claims: ["honest"],
        make(number) {
            const Snowflake = requirePackage("snowflake-id").default;
            const generator = new Snowflake({ mid: number, offset: epochMs });
            return () => BigInt(generator.generate());
        },
    },
    sonyflake: {
        layout: layout(8, 16, "time-sequence-coordinator"),
        claims: ["honest"],
        make(number) {
            const { Sonyflake } = requirePackage("sonyflake");
            const generator = new Sonyflake({ epoch: epochMs, machineId: number });
            return () => BigInt(generator.nextId());
        },
    },
};

const [name] = process.argv.slice(2);
const chosen = packages[name];
if (!chosen) {
    console.error(`snowflake.mjs needs one of: ${Object.keys(packages).join(", ")}`);
    process.exit(2);
}

const generators = new Map();

// What a package throws: that the clock stepped back, or that the millisecond is used up.
function refusalOf(error, of, now) {
    const message = String(error?.message ?? error);
    if (/backward/i.test(message)) {
        return new Refusal("clock-behind", { try_at_us: integer(of.highestUs) });
    }
    if (/exceeded|overflow/i.test(message)) {
        return new Refusal("try-later", { try_at_us: integer((now / 1000n + 1n) * 1000n) });
    }
    return error;
}

// A call that waited gives its ID only when the world's clock is there, too.
function later(of) {
    return new Refusal("try-later", { try_at_us: integer(of.held.untilUs) });
}

function make(of, now) {
    setClock(now);
    let id;
    try {
        id = of.next();
    } catch (error) {
        throw refusalOf(error, of, now);
    }
    of.highestUs = clockUs() > of.highestUs ? clockUs() : of.highestUs;
    if (hasWaited()) {
        of.held = { id, untilUs: (clockUs() / 1000n) * 1000n };
        throw later(of);
    }
    return id;
}

serve({
    hello: () => ({
        version: 1,
        name,
        schemes: ["snowflake"],
        claims: chosen.claims,
        layout: chosen.layout,
    }),
    world({ seed }) {
        setSeed(big(seed));
        return {};
    },
    create({ generator, config }) {
        setClock(big(config.layout.epoch_us) + 1_000_000_000n);
        generators.set(generator, { next: chosen.make(Number(config.coordinator)), highestUs: 0n });
    },
    destroy({ generator }) {
        generators.delete(generator);
    },
    next({ generator, now_us }) {
        const of = generators.get(generator);
        const now = big(now_us);
        if (of.held && now < of.held.untilUs) {
            throw later(of);
        }
        const id = of.held?.id ?? make(of, now);
        of.held = undefined;
        if (id < 0n || id >= 1n << 64n) {
            throw new Error(`${id} is no ID of 64 bits`);
        }
        return { id: id.toString() };
    },
});
