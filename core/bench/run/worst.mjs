// "./dev bench --worst": documents that somebody may have chosen, compared with a random one.
import { digits, summary, time } from "./figures.mjs";

const kindNames = {
    "whole-log": "finalize, whole log",
    "finalize-shuffled": "finalize next",
    "final-to-session": "final to session space",
    "local-to-session": "local to session space",
    "decompress-text": "decompress",
    "recompress-text": "recompress",
    save: "save",
    load: "load",
};

// A round is one run of each case; the first case is the random one.
export async function worst({ programs, options, watch, tell }) {
    const cases = programs.worstCases();
    const found = new Map(cases.map((name) => [name, []]));
    for (let run = 0; run < options.runs; run++) {
        tell(`round ${run + 1} of ${options.runs}`);
        await watch.during(`round ${run + 1}`, () => {
            for (const name of cases) {
                found.get(name).push(programs.worst(name));
            }
        });
    }
    const rows = cases.map((name) => {
        const times = Object.keys(kindNames).map((kind) => [
            kind,
            summary(found.get(name).map((round) => round[kind])),
        ]);
        return { name, times: Object.fromEntries(times) };
    });
    const [random] = rows;
    for (const row of rows) {
        row.ratios = Object.fromEntries(
            Object.keys(kindNames).map((kind) => [
                kind,
                row.times[kind].median / random.times[kind].median,
            ]),
        );
        row.most = Math.max(...Object.values(row.ratios));
    }
    return { rows };
}

export function worstTable({ rows }) {
    const kinds = Object.keys(kindNames);
    const [random] = rows;
    return {
        head: ["", ...kinds.map((kind) => kindNames[kind]), "most"],
        rows: [
            [random.name, ...kinds.map((kind) => time(random.times[kind].median)), ""],
            ...rows
                .slice(1)
                .map((row) => [
                    row.name,
                    ...kinds.map((kind) => digits(row.ratios[kind])),
                    digits(row.most),
                ]),
        ],
    };
}

export function worstNotes(context) {
    return [
        "The first line has the times of a document with 100,000 random sessions and 1,000,000 " +
            `clusters: medians of ${context.runs} runs. The other documents have 1,000,000 ` +
            "clusters, too; their lines say how many times as long it takes there. Look-ups " +
            "of the same IDs in three forms must give the same answers.",
    ];
}
