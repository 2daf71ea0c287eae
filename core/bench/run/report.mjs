// The reports: words and tables for people, JSON for programs.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { compareNotes, compareTable } from "./compare.mjs";
import { longestTable, medianTable, pauseSentence } from "./growth.mjs";
import { plot } from "./plot.mjs";
import { markdown } from "./table.mjs";
import { worstNotes, worstTable } from "./worst.mjs";

// A file is the old or the new one, never a half.
function write(path, text) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
}

function readJson(path) {
    try {
        return JSON.parse(readFileSync(path, "utf8"));
    } catch {
        return {};
    }
}

// Lines of at most 120 characters, as the other documents have.
function wrapped(text) {
    const lines = [""];
    for (const word of text.split(" ")) {
        const line = lines.at(-1);
        if (line !== "" && line.length + 1 + word.length > 118) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
        }
    }
    return lines.join("\n");
}

export function headLines(context) {
    const pinned = context.pinned ? "tied to one of them" : "not tied to one of them";
    return [
        `${context.date}, commit ${context.commit}`,
        `idalloc ${context.version}, ${context.compiler}, ${context.flags}`,
        ...(context.package
            ? [`@fluidframework/id-compressor ${context.package}, node ${context.node}`]
            : []),
        `${context.processor}; ${context.processors} processors, programs ${pinned}`,
        context.system,
        context.others,
    ];
}

function head(context) {
    return headLines(context)
        .map((line) => `- ${line}\n`)
        .join("");
}

function paragraphs(texts) {
    return texts.map((text) => `\n${wrapped(text)}\n`).join("");
}

function comparePart(part) {
    if (!part) {
        return "";
    }
    const table = markdown(compareTable(part));
    const notes = paragraphs(compareNotes(part.context));
    return `\n## Compared with the npm package\n\n${head(part.context)}\n${table}${notes}`;
}

function worstPart(part) {
    if (!part) {
        return "";
    }
    const table = markdown(worstTable(part));
    const notes = paragraphs(worstNotes(part.context));
    const intro = `\n## The worst case\n\nThe compressor alone.\n\n${head(part.context)}\n`;
    return `${intro}${table}${notes}`;
}

// Each half keeps the other one, which is of another day.
function writeBench(folder, name, part) {
    const path = join(folder, "bench.json");
    const data = { schema: "idalloc-bench/1", ...readJson(path), [name]: part };
    write(path, `${JSON.stringify(data, null, 1)}\n`);
    const intro =
        "# Benchmarks of the ID compressor\n\n" +
        "`./dev bench` and `./dev bench --worst` wrote this; `bench.json` has every run.\n";
    write(join(folder, "bench.md"), `${intro}${comparePart(data.compare)}${worstPart(data.worst)}`);
    return "reports/bench.md";
}

const growthNotes = [
    "The median time of an operation, by the number of clusters in the document. It has a tenth " +
        "as many sessions; where own IDs are looked up, half of the clusters are those of the " +
        "own session. Save and load are whole.",
];
const longestNotes = [
    "The longest single call: surely / seen / noise. All operations are timed one by one, in " +
        "three passes over the same ones. A call that was seen to take long may have been " +
        "interrupted. So the shortest of the three times of each operation is taken: the longest " +
        "of these is what an operation surely took by itself. Noise is the longest gap that a " +
        "loop sees which reads the clock for as long and does nothing else.",
];

function writeGrowth(folder, part) {
    const data = { schema: "idalloc-growth/1", ...part };
    write(join(folder, "growth.json"), `${JSON.stringify(data, null, 1)}\n`);
    write(join(folder, "growth.svg"), plot(part.rows));
    const text = [
        "# How the ID compressor grows\n\n",
        "`./dev bench --growth` wrote this; `growth.json` has the same for programs.\n",
        `\n${head(part.context)}`,
        "\n![Times by the number of clusters](growth.svg)\n",
        `${paragraphs(growthNotes)}\n${markdown(medianTable(part))}`,
        `${paragraphs([pauseSentence(part), ...longestNotes])}\n${markdown(longestTable(part))}`,
    ];
    write(join(folder, "growth.md"), text.join(""));
    return "reports/growth.md";
}

// Writes the report of one kind: compare, worst or growth. Returns its name.
export function writeReport(root, name, part) {
    const folder = join(root, "reports");
    return name === "growth" ? writeGrowth(folder, part) : writeBench(folder, name, part);
}
