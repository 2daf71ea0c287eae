// The protocol of guests (sim/guest/PROTOCOL.md) for adapters in JavaScript: lines in, lines out.
import { readSync, writeSync } from "node:fs";

// What a call answers instead of a result: the name of a status, and more members.
export class Refusal extends Error {
    constructor(status, members = {}) {
        super(status);
        this.status = status;
        this.members = members;
    }
}

// A number of the protocol that may be above 2^53 - 1.
export function big(value) {
    return BigInt(value);
}

// The form in which an integer is written: as text, if a double does not have it.
export function integer(value) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

// What packages throw is known by its message: where it was thrown takes time to find out.
Error.stackTraceLimit = 0;

// Standard output is for answers. What packages print themselves is shown with GUEST_PRINTS=1.
for (const way of ["log", "info", "warn", "debug", "error"]) {
    const print = console.error.bind(console);
    console[way] = (...words) => process.env.GUEST_PRINTS && print(...words);
}

function answer(calls, request) {
    const call = Object.hasOwn(calls, request.call) ? calls[request.call] : undefined;
    if (!call) {
        return { status: "no-such-call", error: `there is no call ${request.call}` };
    }
    try {
        return { status: "ok", ...call(request) };
    } catch (error) {
        if (error instanceof Refusal) {
            return { status: error.status, ...error.members };
        }
        return { status: "malformed", error: String(error?.message ?? error) };
    }
}

function writeAll(text) {
    const bytes = Buffer.from(text, "utf8");
    let at = 0;
    while (at < bytes.length) {
        try {
            at += writeSync(1, bytes, at);
        } catch (error) {
            if (error.code === "EPIPE") {
                process.exit(0);
            }
            if (error.code !== "EAGAIN") {
                throw error;
            }
        }
    }
}

// Standard input in pieces; blocking reads take less time than a stream.
function* pieces() {
    const buffer = Buffer.alloc(1 << 16);
    for (;;) {
        let size;
        try {
            size = readSync(0, buffer);
        } catch (error) {
            if (error.code === "EAGAIN") {
                continue;
            }
            if (error.code === "EOF") {
                return;
            }
            throw error;
        }
        if (size === 0) {
            return;
        }
        yield buffer.toString("latin1", 0, size);
    }
}

// Answers requests with calls, an object of functions, until standard input ends. Requests are ASCII.
export function serve(calls) {
    let text = "";
    for (const piece of pieces()) {
        text += piece;
        let end = text.indexOf("\n");
        while (end >= 0) {
            const line = JSON.parse(text.slice(0, end));
            text = text.slice(end + 1);
            const answers = line.calls.map((request) => answer(calls, request));
            writeAll(`${JSON.stringify({ id: line.id, answers })}\n`);
            end = text.indexOf("\n");
        }
    }
}
