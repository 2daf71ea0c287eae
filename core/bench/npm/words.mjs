// The same numbers as core/bench/compressor/words.h.

export function word(number) {
    let n = number >>> 0;
    n ^= n >>> 16;
    n = Math.imul(n, 0x7feb352d);
    n ^= n >>> 15;
    n = Math.imul(n, 0x846ca68b);
    return (n ^ (n >>> 16)) >>> 0;
}

export function pick(stream, i, limit) {
    return word(word(stream) + i) % limit;
}

export function fold(digest, answer) {
    return (((digest << 5) | (digest >>> 27)) + answer) | 0;
}

export const hashStart = 0x811c9dc5;

export function hashText(digest, text) {
    let hash = digest;
    for (let i = 0; i < text.length; i++) {
        hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    return hash;
}
