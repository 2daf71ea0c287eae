// "./dev bench": measures, prints a table, and writes a report if the machine was idle.
//
//   node bench.mjs ROOT PROGRAM PACKAGES [OPTION...]
//
// PROGRAM is bench_compressor, PACKAGES the folder into which npm/package.json was installed.
//
// No common harness fits, because the two sides are processes that run in turns: mitata and
// tinybench time functions of one process, and hyperfine whole programs.
import { compare, compareTable } from "./compare.mjs";
import { growth, longestTable, medianTable, pauseSentence } from "./growth.mjs";
import { Watch, describe, pinning } from "./machine.mjs";
import { Stop, exitEnvironment, exitFailed, exitUsage, parse } from "./options.mjs";
import { Programs } from "./programs.mjs";
import { headLines, writeReport } from "./report.mjs";
import { plain } from "./table.mjs";
import { worst, worstTable } from "./worst.mjs";

const modes = {
    compare: { measure: compare, text: (data) => plain(compareTable(data)) },
    worst: { measure: worst, text: (data) => plain(worstTable(data)) },
    growth: {
        measure: growth,
        text: (data) =>
            [
                `Median\n${plain(medianTable(data))}`,
                `Longest call: surely / seen / noise\n${plain(longestTable(data))}`,
                `${pauseSentence(data)}\n`,
            ].join("\n"),
    },
};

function tell(text) {
    process.stderr.write(`bench: ${text}\n`);
}

function modeOf(options) {
    if (options.worst) {
        return "worst";
    }
    return options.growth ? "growth" : "compare";
}

// The report, or the sentence why there is none; returns the exit status.
function conclude(root, mode, options, part, busy) {
    if (part.rows.some(({ same }) => same === false)) {
        tell("answers DIFFER: one of the two is wrong, and no report is written");
        return exitFailed;
    }
    if (options.quick || options.only !== "") {
        tell(`no report: this was ${options.quick ? "a quick run" : "a part of the workloads"}`);
        return 0;
    }
    if (busy) {
        tell("the machine was BUSY, so these figures are worth little, and no report is written");
        return exitEnvironment;
    }
    tell(`the report is in ${writeReport(root, mode, part)}`);
    return 0;
}

async function main([root, program, packages, ...words]) {
    const options = parse(words);
    const pin = pinning(options.pin);
    const mode = modeOf(options);
    const programs = new Programs({ program, packages, pin, quick: options.quick });
    const watch = new Watch();
    const { version, compiler, workloads } = programs.list();
    const context = { ...describe(root, program, pin), version, compiler, runs: options.runs };
    if (mode === "compare") {
        context.package = programs.packageVersion();
        const names = [...workloads.map(({ name }) => name), "memory snapshot"];
        if (!names.some((name) => name.includes(options.only))) {
            throw new Stop(exitUsage, `no workload has "${options.only}" in its name`);
        }
    }
    if (options.pin && pin.length === 0) {
        tell("there is no taskset here: the programs are not tied to one processor");
    }
    const data = await modes[mode].measure({ programs, options, watch, tell });
    const { busy, text } = watch.verdict();
    const part = { context: { ...context, others: text, busy }, ...data };
    if (options.json) {
        process.stdout.write(`${JSON.stringify(part, null, 1)}\n`);
    } else {
        const lines = headLines(part.context).map((line) => `${line}\n`);
        process.stdout.write(`${lines.join("")}\n${modes[mode].text(data)}`);
    }
    return conclude(root, mode, options, part, busy);
}

try {
    process.exitCode = await main(process.argv.slice(2));
} catch (error) {
    if (!(error instanceof Stop)) {
        throw error;
    }
    tell(error.message);
    process.exitCode = error.status;
}
