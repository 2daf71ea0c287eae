// "./dev bench --growth": the same work on larger and larger documents.
import { grouped, time } from "./figures.mjs";

export const wholeNames = ["save", "load"];

export async function growth({ programs, options, watch, tell }) {
    const sizes = [1e3, 1e4, 1e5, 1e6, 1e7].slice(0, options.quick ? 2 : 5);
    const rows = [];
    for (const clusters of sizes) {
        tell(`${grouped(clusters)} clusters`);
        const work = () => programs.growth(clusters, options.runs);
        rows.push(...(await watch.during(`${grouped(clusters)} clusters`, work)));
    }
    return { rows };
}

function tableOf({ rows }, cell) {
    const sizes = [...new Set(rows.map(({ clusters }) => clusters))];
    const names = [...new Set(rows.map(({ name }) => name))];
    return {
        head: ["", ...sizes.map((size) => grouped(size))],
        rows: names.map((name) => [
            name,
            ...sizes.map((size) =>
                cell(rows.find((row) => row.name === name && row.clusters === size)),
            ),
        ]),
    };
}

export function medianTable(data) {
    return tableOf(data, ({ median }) => time(median));
}

export function longestTable(data) {
    const calls = { rows: data.rows.filter(({ name }) => !wholeNames.includes(name)) };
    return tableOf(calls, ({ sure, longest, noise }) =>
        [sure, longest, noise].map((ns) => time(ns)).join(" / "),
    );
}

// The pause that a stranger asks about.
export function pauseSentence({ rows }) {
    const growing = rows.filter(({ name }) => name === "finalize, from nothing");
    const last = growing.at(-1);
    const clusters = grouped(last.clusters);
    const pause = `its longest pause was ${time(last.sure)}`;
    const where = `at cluster ${grouped(last.sure_at + 1)}`;
    return `While a document grew to ${clusters} clusters, ${pause}, ${where}.`;
}
