// The programs that are measured: bench_compressor, and the npm package in a node of its own.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { Stop, exitEnvironment, exitFailed } from "./options.mjs";

const worker = join(dirname(fileURLToPath(import.meta.url)), "..", "npm", "worker.mjs");

const running = new Set();

// No program stays behind, stopped, when this one is told to end.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 })) {
    process.on(signal, () => process.exit(128 + number));
}

// A program that answers each line with one of JSON. It is stopped while it is not asked: node goes
// on to collect garbage in threads of its own, which would run into the time of the other side.
class Server {
    #child;
    #lines;
    #ended;

    constructor([command, ...words]) {
        this.#child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"] });
        this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
        this.#ended = new Promise((done) => {
            this.#child.on("close", done);
            this.#child.on("error", done);
        });
        this.#child.stdin.on("error", () => {}); // it ended; the answer will be missing
        running.add(this.#child);
    }

    async ask(question) {
        this.#child.kill("SIGCONT");
        this.#child.stdin.write(`${question}\n`);
        const { value, done } = await this.#lines.next();
        if (done) {
            throw new Stop(exitEnvironment, `no answer from ${this.#child.spawnargs.join(" ")}`);
        }
        this.#child.kill("SIGSTOP");
        return JSON.parse(value);
    }

    async end() {
        this.#child.kill("SIGCONT");
        this.#child.stdin.end();
        await this.#ended;
        running.delete(this.#child);
    }
}

export class Programs {
    // program is the path of bench_compressor, packages the folder that has node_modules/.
    constructor({ program, packages, pin, quick }) {
        this.pin = pin;
        this.ours = [...pin, program];
        this.theirs = [...pin, process.execPath, "--expose-gc", worker, packages];
        this.option = quick ? ["--quick"] : [];
        this.packages = packages;
    }

    #lines([command, ...words]) {
        const stdio = ["ignore", "pipe", "inherit"];
        const { status, stdout } = spawnSync(command, words, { maxBuffer: 1 << 26, stdio });
        if (status !== 0) {
            throw new Stop(exitFailed, `${[command, ...words].join(" ")} failed`);
        }
        return stdout.toString().trim();
    }

    list() {
        return JSON.parse(this.#lines([...this.ours, "--list", ...this.option]));
    }

    kinds() {
        return JSON.parse(this.#lines([...this.theirs, "--kinds"]));
    }

    packageVersion() {
        const path = join(this.packages, "node_modules/@fluidframework/id-compressor/package.json");
        if (!existsSync(path)) {
            throw new Stop(exitEnvironment, 'the npm package is missing: run "./dev deps bench"');
        }
        return JSON.parse(readFileSync(path, "utf8")).version;
    }

    serveOurs(workload) {
        return new Server([...this.ours, "--serve", workload.name, ...this.option]);
    }

    serveTheirs(workload) {
        return new Server([...this.theirs, JSON.stringify(workload)]);
    }

    sizes() {
        return {
            ours: JSON.parse(this.#lines([...this.ours, "--sizes", ...this.option])),
            theirs: JSON.parse(this.#lines([...this.theirs, "--sizes", ...this.option])),
        };
    }

    worstCases() {
        return JSON.parse(this.#lines([...this.ours, "--list-worst"]));
    }

    worst(name) {
        return JSON.parse(this.#lines([...this.ours, "--worst", name, ...this.option]));
    }

    growth(clusters, runs) {
        const text = this.#lines([...this.ours, "--growth", String(clusters), String(runs)]);
        return text.split("\n").map((line) => JSON.parse(line));
    }
}
