// A world's columns, and questions about its events. No drawing here.
import type { Block } from './blocks';
import type { WorldHead } from './format';

export type Facts = { name: string; value: Value }[];
export type Value = number | bigint | boolean | string | Facts[];

/** The first index of a sorted column whose element is not below value. */
export function lowerBound(
    column: ArrayLike<number>,
    value: number,
    count = column.length,
): number {
    let low = 0;
    let high = count;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (column[middle]! < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

export class World {
    readonly n: number;
    readonly op: Int32Array;
    readonly kind: Uint8Array;
    readonly lane: Int32Array;
    readonly peer: Int32Array;
    readonly session: Int32Array;
    readonly position: Int32Array;
    readonly message: Int32Array;
    readonly trueUs: BigInt64Array | null;
    readonly readingUs: BigInt64Array | null;
    readonly fieldAt: Int32Array;
    readonly fieldName: Uint8Array;
    readonly fieldValue: Int32Array;
    readonly big: BigInt64Array;
    readonly strings: string[];
    readonly uuids: string[];
    readonly messages: {
        n: number;
        kind: Uint8Array;
        from: Int32Array;
        to: Int32Array;
        sent: Int32Array;
        end: Int32Array;
        fate: Uint8Array;
        number: Int32Array;
    };
    readonly state: { op: Int32Array; cell: Int32Array; value: Int32Array };
    readonly clusters: {
        n: number;
        first: BigInt64Array;
        capacity: BigInt64Array;
        count: BigInt64Array;
        session: Int32Array;
        gen: BigInt64Array;
        op: Int32Array;
        ghost: boolean[];
    };
    readonly tape: string[];
    readonly words: string[];
    readonly wordsEvent: Int32Array;
    readonly roles: string[];
    readonly names: string[];
    private readonly fieldNames: string[];
    private readonly fieldTypes: string[];
    private changes: { ops: number[]; values: number[] }[] | null = null;

    constructor(
        readonly head: WorldHead,
        blocks: Map<string, Block>,
    ) {
        const block = (name: string): Block => {
            const found = blocks.get(name);
            if (!found) {
                throw new Error(`block ${name} is missing`);
            }
            return found;
        };
        this.n = head.events;
        this.op = block('op').i32();
        this.kind = block('kind').u8();
        this.lane = block('lane').i32();
        this.peer = block('peer').i32();
        this.session = block('session').i32();
        this.position = block('position').i32();
        this.message = block('message').i32();
        this.trueUs = head.clocks ? block('true_us').i64() : null;
        this.readingUs = head.clocks ? block('reading_us').i64() : null;
        this.fieldAt = block('field-at').i32();
        this.fieldName = block('field-name').u8();
        this.fieldValue = block('field-value').i32();
        this.big = block('big').i64();
        this.strings = block('strings').lines();
        this.uuids = block('uuids').lines();
        this.messages = messagesOf(block);
        this.state = {
            op: block('state-op').i32(),
            cell: block('state-cell').i32(),
            value: block('state-value').i32(),
        };
        this.clusters = clustersOf(block);
        this.tape = block('tape').lines();
        this.words = block('words').lines();
        this.wordsEvent = block('words-event').i32();
        this.roles = head.kinds.map((kind) => kind.role);
        this.names = head.kinds.map((kind) => kind.name);
        this.fieldNames = head.fields.map((field) => field.name);
        this.fieldTypes = head.fields.map((field) => field.type);
        this.markGhosts();
    }

    private markGhosts(): void {
        const ghosts = new Set<number>();
        const kind = this.names.indexOf('ghost');
        for (let event = 0; event < this.n && kind >= 0; event++) {
            if (this.kind[event] === kind) {
                ghosts.add(this.session[event]!);
            }
        }
        this.clusters.ghost = Array.from(this.clusters.session, (session) => ghosts.has(session));
    }

    /** Whether a lane is that of a node, whose number is the lane's. */
    isNode(lane: number): boolean {
        return lane >= 0 && lane < this.nodes;
    }

    /** The last op that there is something of; head.ops is the quiet phase, which failures may not reach. */
    get lastOp(): number {
        return this.n > 0 ? this.op[this.n - 1]! : 0;
    }

    get nodes(): number {
        return Number(this.head.config.nodes ?? 0);
    }

    nameOf(event: number): string {
        return this.names[this.kind[event]!]!;
    }

    roleOf(event: number): string {
        return this.roles[this.kind[event]!]!;
    }

    /** The events of an op: from the first up to but not including the second. */
    eventsOf(op: number): [number, number] {
        return [lowerBound(this.op, op), lowerBound(this.op, op + 1)];
    }

    /** The line of the tape. The quiet phase has none. */
    opText(op: number): string {
        if (op >= this.head.ops) {
            return 'quiet phase: faults stop, everything is delivered';
        }
        return this.tape[this.head.tape_head_lines + op] ?? '';
    }

    sentencesOf(op: number): string[] {
        const [from, to] = this.eventsOf(op);
        return this.words.slice(lowerBound(this.wordsEvent, from), lowerBound(this.wordsEvent, to));
    }

    sentencesOfEvent(event: number): string[] {
        return this.words.slice(
            lowerBound(this.wordsEvent, event),
            lowerBound(this.wordsEvent, event + 1),
        );
    }

    private scalar(at: number): Value {
        const raw = this.fieldValue[at]!;
        switch (this.fieldTypes[this.fieldName[at]!]) {
            case 'truth':
                return raw !== 0;
            case 'word':
                return this.strings[raw] ?? '';
            case 'uuid':
                return this.uuids[raw] ?? '';
            case 'wide':
                return BigInt.asUintN(64, this.big[raw]!);
            case 'wide-integer':
                return this.big[raw]!;
            default:
                return raw;
        }
    }

    private list(from: number, to: number): Facts[] {
        const elements: Facts[] = [];
        let element: Facts = [];
        for (let at = from; at < to; at++) {
            const type = this.fieldTypes[this.fieldName[at]!];
            if (type === 'next') {
                elements.push(element);
                element = [];
            } else if (type !== 'end') {
                element.push({
                    name: this.fieldNames[this.fieldName[at]!]!,
                    value: this.scalar(at),
                });
            }
        }
        return elements;
    }

    /** All facts of an event, in the order of the event file. */
    fields(event: number): Facts {
        const facts: Facts = [];
        for (let at = this.fieldAt[event]!; at < this.fieldAt[event + 1]!; at++) {
            const name = this.fieldNames[this.fieldName[at]!]!;
            if (this.fieldTypes[this.fieldName[at]!] === 'list') {
                const length = this.fieldValue[at]!;
                facts.push({ name, value: this.list(at + 1, at + 1 + length) });
                at += length;
            } else {
                facts.push({ name, value: this.scalar(at) });
            }
        }
        return facts;
    }

    /** The facts by name; of a name that is there twice, the first. */
    facts(event: number): Record<string, Value> {
        const byName: Record<string, Value> = {};
        for (const { name, value } of this.fields(event)) {
            byName[name] ??= value;
        }
        return byName;
    }

    private cells(): { ops: number[]; values: number[] }[] {
        if (!this.changes) {
            const count = this.nodes * this.head.gauges.node.length + this.head.gauges.world.length;
            this.changes = Array.from({ length: count }, () => ({ ops: [], values: [] }));
            const { op, cell, value } = this.state;
            for (let i = 0; i < op.length; i++) {
                this.changes[cell[i]!]?.ops.push(op[i]!);
                this.changes[cell[i]!]?.values.push(value[i]!);
            }
        }
        return this.changes;
    }

    cellOfNode(node: number, gauge: number): number {
        return node * this.head.gauges.node.length + gauge;
    }

    cellOfWorld(gauge: number): number {
        return this.nodes * this.head.gauges.node.length + gauge;
    }

    /** What a gauge showed after an op; before the first op, 0. */
    gauge(cell: number, op: number): number {
        const change = this.cells()[cell];
        if (!change) {
            return 0;
        }
        const at = lowerBound(change.ops, op + 1);
        return at === 0 ? 0 : change.values[at - 1]!;
    }

    /** Every change of a gauge. */
    history(cell: number): { ops: number[]; values: number[] } {
        return this.cells()[cell] ?? { ops: [], values: [] };
    }

    laneName(lane: number): string {
        return lane < 0 ? 'everywhere' : (this.head.lanes[lane]?.name ?? `lane ${lane}`);
    }
}

function messagesOf(block: (name: string) => Block): World['messages'] {
    const kind = block('msg-kind').u8();
    return {
        n: kind.length,
        kind,
        from: block('msg-from').i32(),
        to: block('msg-to').i32(),
        sent: block('msg-sent').i32(),
        end: block('msg-end').i32(),
        fate: block('msg-fate').u8(),
        number: block('msg-number').i32(),
    };
}

function clustersOf(block: (name: string) => Block): World['clusters'] {
    const first = block('cluster-first').i64();
    return {
        n: first.length,
        first,
        capacity: block('cluster-capacity').i64(),
        count: block('cluster-count').i64(),
        session: block('cluster-session').i32(),
        gen: block('cluster-gen').i64(),
        op: block('cluster-op').i32(),
        ghost: [] /* set when the events are there */,
    };
}

/** The first eight digits name a session; a number of it is enough for people. */
export function short(uuid: string): string {
    return uuid.startsWith('invalid:') ? uuid.slice(0, 16) : uuid.slice(0, 8);
}
