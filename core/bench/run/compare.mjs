// "./dev bench": the ID compressor and the npm package in turns.
import { digits, grouped, summary, time } from "./figures.mjs";

// One workload: both sides first give all their answers, which warms them up, then run in turns.
async function runBoth(sides, runs) {
    const times = sides.map(() => []);
    const answers = [];
    const collect = async (question) => {
        const digests = [];
        for (const [i, side] of sides.entries()) {
            const { ns, digest } = await side.ask(question);
            digests.push(digest);
            times[i].push(ns);
        }
        answers.push(new Set(digests).size === 1);
    };
    await collect("inspect");
    await collect("run");
    times.forEach((list) => list.splice(0));
    for (let i = 0; i < runs; i++) {
        await collect("run");
    }
    return { times, same: answers.every((same) => same) };
}

async function measure(programs, workload, hasPeer, runs) {
    const sides = [programs.serveOurs(workload)];
    if (hasPeer) {
        sides.push(programs.serveTheirs(workload));
    }
    try {
        const { times, same } = await runBoth(sides, runs);
        const [ours, theirs] = times.map(summary);
        const ratio = theirs && theirs.median / ours.median;
        return {
            name: workload.name,
            unit: "ns",
            operations: workload.operations,
            same,
            ours,
            theirs,
            ratio,
        };
    } finally {
        for (const side of sides) {
            await side.end();
        }
    }
}

const sizeNames = {
    chain_cluster: "memory of a cluster in long chains",
    session: "memory of a session with one cluster",
    snapshot_cluster: "snapshot, of a cluster, besides 16 bytes a session",
};

function sizeRows({ ours, theirs }) {
    return Object.entries(sizeNames).map(([key, name]) => ({
        name,
        unit: "bytes",
        ours: ours[key],
        theirs: theirs[key],
        ratio: theirs[key] / ours[key],
    }));
}

export async function compare({ programs, options, watch, tell }) {
    const peers = programs.kinds();
    const workloads = programs.list().workloads.filter(({ name }) => name.includes(options.only));
    const rows = [];
    for (const workload of workloads) {
        tell(workload.name);
        const hasPeer = peers.includes(workload.kind);
        const work = () => measure(programs, workload, hasPeer, options.runs);
        rows.push(await watch.during(workload.name, work));
    }
    let sizes = [];
    if ("memory".includes(options.only) || "snapshot".includes(options.only)) {
        tell("memory");
        sizes = sizeRows(await watch.during("memory", () => programs.sizes()));
    }
    return { rows, sizes };
}

function spread({ min, max, median }) {
    return `${Math.round((100 * (max - min)) / median)} %`;
}

export function compareTable({ rows, sizes }) {
    const timeRows = rows.map(({ name, same, ours, theirs, ratio }) => [
        name,
        time(ours.median),
        spread(ours),
        theirs ? time(theirs.median) : "",
        theirs ? spread(theirs) : "",
        theirs ? digits(ratio) : "",
        theirs ? (same ? "same" : "DIFFER") : same ? "" : "DIFFER",
    ]);
    const byteRows = sizes.map(({ name, ours, theirs, ratio }) => [
        name,
        `${digits(ours)} B`,
        "",
        `${digits(theirs)} B`,
        "",
        digits(ratio),
        "",
    ]);
    return {
        head: ["", "idalloc", "spread", "npm package", "spread", "times", "answers"],
        rows: [...timeRows, ...byteRows],
    };
}

export function compareNotes(context) {
    return [
        "A time is that of one operation: the median of " +
            `${grouped(context.runs)} runs, after two that do not count. The spread is the ` +
            'longest run less the shortest one, as a share of the median. "times" is the npm package\'s ' +
            "median divided by ours. Both sides get the same inputs, and digests of their " +
            "answers are compared: once of all that they answer, and again in each run.",
        "R is the number of remote sessions, C that of clusters in the document. Memory is what " +
            "a document holds from its allocator (ida_document_memory); for the package, how " +
            "much node's heap has grown after a collection. Snapshots of the package are counted " +
            "before base64, which adds a third. Save and load are whole. Both sides keep freed " +
            "memory from run to run; in a new process, first touches of pages come on top.",
    ];
}
