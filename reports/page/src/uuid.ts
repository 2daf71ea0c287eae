// UUIDs as numbers of 122 bits: the version and the variant are left out, so that adding carries
// across them.

const LOW = 62n; /* bits below the variant */
const MIDDLE = 12n; /* between version and variant */

export function numberOf(uuid: string): bigint | null {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) {
        return null;
    }
    const all = BigInt(`0x${uuid.replace(/-/g, '')}`);
    const high = all >> 80n;
    const middle = (all >> 64n) & 0xfffn;
    const low = all & ((1n << LOW) - 1n);
    return (high << (MIDDLE + LOW)) | (middle << LOW) | low;
}

export function uuidOf(number: bigint): string {
    const low = number & ((1n << LOW) - 1n);
    const middle = (number >> LOW) & 0xfffn;
    const high = (number >> (LOW + MIDDLE)) & 0xffffffffffffn;
    const all = (high << 80n) | (4n << 76n) | (middle << 64n) | (2n << 62n) | low;
    const text = all.toString(16).padStart(32, '0');
    return [
        text.slice(0, 8),
        text.slice(8, 12),
        text.slice(12, 16),
        text.slice(16, 20),
        text.slice(20),
    ].join('-');
}
