// The machine: what it is, whether it is busy, and how programs run on one of its processors.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { arch, cpus, loadavg, release, type } from "node:os";

function read(path) {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}

function output(command, ...words) {
    try {
        return execFileSync(command, words, { stdio: ["ignore", "pipe", "ignore"] })
            .toString()
            .trim();
    } catch {
        return undefined;
    }
}

// --- busy? ---

// What others may use of one processor: clocks, journals and the like always do something.
const busyShare = 0.05;
// The same in one workload, which may be short.
const busyShareOnce = 0.15;

// Ticks of user, nice, system, irq, softirq and steal, of all processors together.
function allTicks() {
    const fields = read("/proc/stat")?.split("\n")[0].trim().split(/\s+/).map(Number);
    return fields && fields[1] + fields[2] + fields[3] + fields[6] + fields[7] + fields[8];
}

// Ticks of this process and of its children that have ended: user, system, and both of children.
function ownTicks() {
    const text = read("/proc/self/stat");
    const fields = text
        ?.slice(text.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
    return fields && fields[11] + fields[12] + fields[13] + fields[14];
}

// Watches what other programs use between two calls. Children must have ended at both.
export class Watch {
    #ticksPerSecond = Number(output("getconf", "CLK_TCK") ?? 100);
    #seconds = 0;
    #others = 0;
    #most = 0;
    #mostName = "";
    #load = loadavg()[0];

    #now() {
        return { all: allTicks(), own: ownTicks(), time: performance.now() };
    }

    async during(name, work) {
        const before = this.#now();
        const result = await work();
        const after = this.#now();
        const seconds = (after.time - before.time) / 1000;
        const ticks = after.all - before.all - (after.own - before.own);
        const others = Math.max(0, ticks / this.#ticksPerSecond);
        if (others / seconds > this.#most && seconds > 1) {
            this.#most = others / seconds;
            this.#mostName = name;
        }
        this.#seconds += seconds;
        this.#others += others;
        return result;
    }

    // { busy, text }: whether figures are to be trusted, and the sentence that says why.
    verdict() {
        if (allTicks() === undefined || ownTicks() === undefined) {
            const load = this.#load.toFixed(2);
            const text = `The load was ${load} at the start; this system does not say more.`;
            return { busy: this.#load > 0.5, text };
        }
        const share = this.#others / this.#seconds;
        const percent = (value) => `${(100 * value).toFixed(1)} %`;
        const where =
            this.#mostName === "" ? "" : `, and ${percent(this.#most)} during "${this.#mostName}"`;
        const text = `Other programs used ${percent(share)} of one processor${where}.`;
        return { busy: share > busyShare || this.#most > busyShareOnce, text };
    }
}

// --- one processor ---

// The command that ties a program to the last processor that may be used; [] if there is none.
export function pinning(isWanted) {
    const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(read("/proc/self/status") ?? "")?.[1];
    const last = allowed?.split(/[,-]/).at(-1);
    if (!isWanted || last === undefined || spawnSync("taskset", ["-V"]).status !== 0) {
        return [];
    }
    return ["taskset", "-c", last];
}

// --- what it is ---

function processorName() {
    const info = read("/proc/cpuinfo") ?? "";
    const name = cpus()[0]?.model.trim();
    const model = /^model\s*:\s*(\d+)/m.exec(info)?.[1];
    // "Intel(R) Xeon(R) Processor" is many of them.
    return `${name || "unknown"}${model === undefined ? "" : `, model ${model}`}`;
}

function commit(root) {
    const found = output("git", "-C", root, "rev-parse", "--short=10", "HEAD") ?? "unknown";
    const paths = ["core/src", "core/include", "core/bench", "cmake", "CMakeLists.txt"];
    const changes = output("git", "-C", root, "status", "--porcelain", "--", ...paths);
    return changes ? `${found}+` : found;
}

// The flags of the build that a program lies in, as its CMake cache has them.
function flagsOf(program) {
    const cache = read(join(dirname(dirname(program)), "CMakeCache.txt")) ?? "";
    const value = (name) => new RegExp(`^${name}:[A-Z]+=(.*)$`, "m").exec(cache)?.[1] ?? "";
    const type = value("CMAKE_BUILD_TYPE");
    const flags =
        `${value("CMAKE_C_FLAGS")} ${value(`CMAKE_C_FLAGS_${type.toUpperCase()}`)}`.trim();
    return flags === "" ? "flags unknown" : flags;
}

export function describe(root, program, pin) {
    return {
        flags: flagsOf(program),
        processor: processorName(),
        processors: cpus().length,
        system: `${type()} ${release().split(".").slice(0, 2).join(".")}, ${arch()}`,
        node: process.version,
        commit: commit(root),
        date: new Date().toISOString().slice(0, 10),
        pinned: pin.length > 0,
    };
}
