// The same documents as core/bench/compressor/shape.c, in the npm package.
import { word } from "./words.mjs";

// A string in one piece, whose hash is not known yet: a string that was put together is a tree.
function flat(text) {
    return Buffer.from(text, "latin1").toString("latin1");
}

function hex(number, digits) {
    return number.toString(16).padStart(digits, "0");
}

// bench_random_key, as text.
export function keyText(session) {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => word(4 * session + i));
    return flat(
        [
            hex(a, 8),
            hex(b >>> 16, 4),
            `4${hex(b & 0xfff, 3)}`,
            hex(0x8000 | ((c >>> 16) & 0x3fff), 4),
            hex(c & 0xffff, 4) + hex(d, 8),
        ].join("-"),
    );
}

const variantBits = 62n;
const versionBits = 12n;

// The UUID that is offset after another one; both are texts.
export function textAfter(text, offset) {
    const digits = text.replaceAll("-", "");
    const number =
        ((BigInt(`0x${digits.slice(0, 12)}`) << (versionBits + variantBits)) |
            (BigInt(`0x${digits.slice(13, 16)}`) << variantBits) |
            (BigInt(`0x${digits.slice(16)}`) & ((1n << variantBits) - 1n))) +
        BigInt(offset);
    const low = (number & ((1n << variantBits) - 1n)) | (1n << 63n);
    const middle = (number >> variantBits) & 0xfffn;
    const high = number >> (versionBits + variantBits);
    const upper = high.toString(16).padStart(12, "0");
    const lower = low.toString(16).padStart(16, "0");
    const version = middle.toString(16).padStart(3, "0");
    return flat(
        [upper.slice(0, 8), upper.slice(8), `4${version}`, lower.slice(0, 4), lower.slice(4)].join(
            "-",
        ),
    );
}

// The numbers of a workload, as bench_compressor lists them, with the keys of its sessions.
export class Shape {
    constructor({ sessions, rounds, count, size }) {
        Object.assign(this, { sessions, rounds, count, size });
        this.keys = Array.from({ length: sessions + 1 }, (_, i) => keyText(i));
    }

    get genCounts() {
        return this.rounds * this.count;
    }

    apply(compressor, first, last) {
        for (let i = first; i < last; i++) {
            const round = Math.floor(i / this.sessions);
            compressor.finalizeCreationRange({
                sessionId: this.keys[1 + (i % this.sessions)],
                ids: {
                    firstGenCount: 1 + round * this.count,
                    count: this.count,
                    requestedClusterSize: this.size,
                    localIdRanges: [],
                },
            });
        }
    }

    build(compressor) {
        this.apply(compressor, 0, this.sessions * this.rounds);
    }

    finalOf(session, genCount) {
        const first = this.count + this.size;
        const index = session - 1;
        let offset = genCount - 1;
        if (offset < first) {
            return index * first + offset;
        }
        offset -= first;
        const round = Math.floor(offset / this.count);
        return (
            first * this.sessions +
            (round * this.sessions + index) * this.count +
            (offset % this.count)
        );
    }
}
