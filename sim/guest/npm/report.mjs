// What a sweep of a guest found, by defect.
//
//   node report.mjs NAME RESULT.json [BEYOND.json [LAYOUTS.json]] [--quick]
//   node report.mjs NAME --design                 the causes that are by design, for idsim's --known
//   node report.mjs NAME --explained              all causes that are explained
//   node report.mjs NAME --layouts                and those of worlds with close session IDs only
//
// corpus/guests/NAME/defects.json explains causes. With a cause that it does not explain the exit
// status is 1. BEYOND.json: of a sweep that went on past all that is explained; LAYOUTS.json: of one
// with close session IDs ("only" of a defect). Unless --quick is given, reports/guests/NAME.md is
// written.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const words = process.argv.slice(2);
const isQuick = words.includes("--quick");
const [name, resultPath, ...beyondPaths] = words.filter((word) => word !== "--quick");
const root = fileURLToPath(new URL("../../..", import.meta.url));
const corpus = join(root, "corpus", "guests", name);

const { guest, promises, defects } = JSON.parse(readFileSync(join(corpus, "defects.json"), "utf8"));

// The causes that some of the defects explain.
function causesOf(isMeant) {
    return defects.filter(isMeant).flatMap(({ causes }) => causes);
}

const isUsual = ({ only }) => only === undefined;
const lists = {
    "--design": (defect) => isUsual(defect) && defect.kind === "design",
    "--explained": isUsual,
    "--layouts": () => true,
};
if (lists[resultPath]) {
    console.log(causesOf(lists[resultPath]).join("\n"));
    process.exit(0);
}
const [result, beyond, layouts] = [resultPath, ...beyondPaths].map((path) =>
    JSON.parse(readFileSync(path, "utf8")),
);

// The ops of a tape: its lines without the first two and comments.
function opsOf(tape) {
    if (!existsSync(join(corpus, tape))) {
        return "-";
    }
    const lines = readFileSync(join(corpus, tape), "utf8").split("\n");
    return lines.filter((line) => /^[a-z]/.test(line) && !/^(idalloc-tape|world)/.test(line)).length;
}

// Over all scenarios: the first seed of a scenario at which a cause showed, counted from 1.
function found(defect) {
    const causes = result.causes.filter(({ cause }) => defect.causes.includes(cause));
    const failures = causes.reduce((sum, { failures: count }) => sum + count, 0);
    const seeds = causes.map(({ seed }) => Number(seed) + 1);
    return { failures, first: seeds.length === 0 ? "-" : Math.min(...seeds) };
}

function table(rows, head) {
    const bar = head.map(() => "---");
    return [head, bar, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function rowOf(defect) {
    // The sweep goes on past what is by design, and does not count it.
    const { failures, first } =
        defect.kind === "design" ? { failures: "-", first: "-" } : found(defect);
    const script = defect.script ? `[script](../../sim/guest/bare/${defect.script})` : "-";
    return [defect.what, defect.invariant, first, failures, opsOf(defect.tape), defect.loses, script];
}

function section(title, kind) {
    const rows = defects.filter((defect) => defect.kind === kind).map(rowOf);
    const head = [
        "what",
        "invariant",
        "seeds until found",
        "failures",
        "ops",
        "what a user loses",
        "shown by",
    ];
    return rows.length === 0 ? "" : `## ${title}\n\n${table(rows, head)}\n`;
}

function unexplainedOf(of, isMeant) {
    const explained = new Set(causesOf(isMeant));
    return (of?.causes ?? []).filter(({ cause }) => !explained.has(cause));
}

const unexplained = [
    ...unexplainedOf(result, isUsual),
    ...unexplainedOf(beyond, isUsual),
    ...unexplainedOf(layouts, () => true),
];
for (const { cause, failures, scenario, seed } of unexplained) {
    console.log(`${name}: not explained: ${cause} (${failures} failures, first ${scenario} seed ${seed})`);
}
console.log(`${name}: ${result.failure_count} failures, ${unexplained.length} causes not explained`);

if (!isQuick) {
    const further = beyond
        ? `${beyond.seeds_done} more worlds with ${beyond.ops} ops went on past all that is explained, as far as that is possible.`
        : "";
    const text = `# ${guest}

\`./dev guest ${name}\` played ${result.seeds_done} worlds with ${result.ops} ops. What is by design does not end a world and
is not counted; what is not does, so what fails often hides what fails seldom. ${further}

What its documentation says: ${promises}

${section("Against its documentation", "defect")}
${section("By design, worth knowing", "design")}
The tapes are in \`corpus/guests/${name}\`. A script shows the behaviour on the package alone, in a folder where it is
installed; its first line says how.
`;
    writeFileSync(join(root, "reports", "guests", `${name}.md`), text.replace(/\n{3,}/g, "\n\n"));
}
process.exit(unexplained.length === 0 ? 0 : 1);
