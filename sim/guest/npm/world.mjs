// The clock and the randomness of packages, which come from the world. Import this before any package.
//
// A package that waits for its clock reads it again and again. After a while the clock goes on, a
// millisecond each time; so a call that waits ends, and it is known until when it waited.

import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

const realDate = globalThis.Date;
const patience = 100;
const longest = 20_000;

let nowUs = 0n;
let polls = 0;
let waitedMs = 0;
const world = { state: 1n };

// Waiting that does not end: more than ten seconds of the clock.
export class Endless extends Error {}

// The clock shows this from now on.
export function setClock(us) {
    nowUs = us;
    polls = 0;
    waitedMs = 0;
}

// The reading, with what was waited since setClock.
export function clockUs() {
    return nowUs + BigInt(waitedMs) * 1000n;
}

export function hasWaited() {
    return waitedMs > 0;
}

export function setSeed(seed) {
    world.state = BigInt.asUintN(64, seed * 0x9e3779b97f4a7c15n + 1n);
}

function pollUs() {
    polls++;
    if (polls > patience) {
        waitedMs++;
    }
    if (waitedMs > longest) {
        throw new Endless("the call waits without an end");
    }
    return clockUs();
}

function millisecond() {
    const us = pollUs();
    // Rounded down, also before 1970.
    return Number((us - (((us % 1000n) + 1000n) % 1000n)) / 1000n);
}

// The random source of a process: where it stands, and whether its bits are "random", "ones" or "zeros".
export function newSource(seed, entropy) {
    return { state: BigInt.asUintN(64, seed * 0x9e3779b97f4a7c15n + 1n), entropy };
}

let source;

// From now on random numbers are of this source; undefined: of the world.
export function useSource(other) {
    source = other;
}

function next(from) {
    from.state = BigInt.asUintN(64, from.state * 6364136223846793005n + 1442695040888963407n);
    return Number(from.state >> 11n) / 2 ** 53;
}

function random() {
    if (source && source.entropy !== "random") {
        return source.entropy === "ones" ? 1 - 2 ** -53 : 0;
    }
    return next(source ?? world);
}

class WorldDate extends realDate {
    constructor(...fields) {
        super(...(fields.length === 0 ? [millisecond()] : fields));
    }
    static now() {
        return millisecond();
    }
}

function fillRandomly(array) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) {
        bytes[i] = Math.floor(random() * 256);
    }
    return array;
}

// Of version 4.
function randomUUID() {
    const bytes = fillRandomly(Buffer.alloc(16));
    bytes[6] = 0x40 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = bytes.toString("hex");
    return [0, 8, 12, 16, 20].map((at, i) => hex.slice(at, [8, 12, 16, 20, 32][i])).join("-");
}

globalThis.Date = WorldDate;
Math.random = random;
performance.now = () => Number(pollUs() % 1_000_000_000_000n) / 1000;
process.hrtime = () => [Number(pollUs() / 1_000_000n), Number(clockUs() % 1_000_000n) * 1000];
process.hrtime.bigint = () => pollUs() * 1000n;
globalThis.crypto.getRandomValues = fillRandomly;
nodeCrypto.randomBytes = (size) => fillRandomly(Buffer.alloc(size));
nodeCrypto.randomFillSync = fillRandomly;
nodeCrypto.randomUUID = randomUUID;
globalThis.crypto.randomUUID = randomUUID;
syncBuiltinESMExports();
