// Data blocks: base64, perhaps compressed, as typed arrays or lines of text.

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
    const binary = atob(text.trim());
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) {
        bytes[i] = binary.charCodeAt(i);
    }
    return bytes;
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Block {
    constructor(
        readonly name: string,
        readonly type: string,
        readonly count: number,
        readonly bytes: Uint8Array<ArrayBuffer>,
    ) {}

    private check(type: string, width: number): void {
        if (this.type !== type || this.bytes.length !== this.count * width) {
            throw new Error(
                `block ${this.name}: ${this.count} of ${this.type} are not as expected`,
            );
        }
    }

    u8(): Uint8Array {
        this.check('u8', 1);
        return this.bytes;
    }

    i32(): Int32Array {
        this.check('i32', 4);
        return new Int32Array(this.bytes.buffer, this.bytes.byteOffset, this.count);
    }

    i64(): BigInt64Array {
        this.check('i64', 8);
        return new BigInt64Array(this.bytes.buffer, this.bytes.byteOffset, this.count);
    }

    lines(): string[] {
        const lines = new TextDecoder().decode(this.bytes).split('\n');
        lines.pop();
        if (this.type !== 'text' || lines.length !== this.count) {
            throw new Error(`block ${this.name}: ${lines.length} lines, expected ${this.count}`);
        }
        return lines;
    }
}

async function blockOf(element: HTMLElement, name: string): Promise<Block> {
    const { type = '', count = '0', encoding = '' } = element.dataset;
    const bytes = bytesOf(element.textContent ?? '');
    element.textContent = ''; /* the text is not needed any more */
    if (encoding !== 'base64' && encoding !== 'deflate-base64') {
        throw new Error(`block ${name}: unknown encoding ${encoding}`);
    }
    const plain = encoding === 'base64' || bytes.length === 0 ? bytes : await inflated(bytes);
    return new Block(name, type, Number(count), plain);
}

/** All blocks of a world, by name. */
export async function readBlocks(world: number): Promise<Map<string, Block>> {
    const prefix = `idsim-${world}-`;
    const blocks = new Map<string, Block>();
    const elements = document.querySelectorAll<HTMLElement>(`script[id^="${prefix}"]`);
    for (const element of Array.from(elements)) {
        const name = element.id.slice(prefix.length);
        blocks.set(name, await blockOf(element, name));
    }
    return blocks;
}
