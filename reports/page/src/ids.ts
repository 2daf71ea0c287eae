// Which ID is meant by a number at some place, and which events touch it.
import { numberOf, uuidOf } from './uuid';
import { type Facts, short, type Value, type World } from './world';

/** An ID of the compressor: the gen-th of a session. Of the other schemes: its number. */
export type Identity =
    { kind: 'generated'; session: string; gen: number } | { kind: 'number'; text: string };

/** A part of an ID's life, for all IDs that an event is about. */
interface Touch {
    event: number;
    session: number; /* index into uuids */
    gen: number;
    count: number;
    what: string;
    form: string; /* how the ID was written there, "" if it was not; a run's first */
    first: number; /* the number of gen's form, or NaN */
}

/** How a touch ends that is not of the ID's own range but of a message that mentions it. */
export const IN_APP_OP = 'in an application op';

export function keyOf(identity: Identity): string {
    return identity.kind === 'number' ? identity.text : `${identity.session}/${identity.gen}`;
}

const NUMBER_FIELDS: Record<string, [string, string][]> = {
    sequence: [['drew', 'id']],
    snowflake: [['minted', 'id']],
    korder: [
        ['made', 'local'],
        ['split', 'local'],
    ],
};

function asNumber(value: Value | undefined): number {
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
}

export class Ids {
    private touches: Touch[] | null = null;
    private entries = new Map<number, number>(); /* log position -> its sequenced event */
    private sessionIndex = new Map<string, number>();
    private order: number[]; /* clusters by first final ID */
    private byNumber: Map<string, number[]> | null = null;
    private byEvent: Map<number, Touch[]> | null = null;

    constructor(readonly world: World) {
        world.uuids.forEach((uuid, index) => this.sessionIndex.set(uuid, index));
        this.order = Array.from({ length: world.clusters.n }, (_, i) => i);
        this.order.sort((a, b) => Number(world.clusters.first[a]! - world.clusters.first[b]!));
    }

    /** As the words of the run have it: k-ordered IDs are written with 16 digits to the base 16. */
    name(identity: Identity): string {
        if (identity.kind === 'generated') {
            return `ID ${identity.gen} of session ${short(identity.session)}`;
        }
        const isHex = this.world.head.scheme === 'korder';
        return `ID ${isHex ? BigInt(identity.text).toString(16).padStart(16, '0') : identity.text}`;
    }

    /** Whose ID a final ID is, by the clusters at the end. */
    ownerOfFinal(final: number): { session: number; gen: number } | null {
        const { first, capacity, gen, session } = this.world.clusters;
        let low = 0;
        let high = this.order.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (Number(first[this.order[middle]!]) <= final) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        const cluster = this.order[low - 1];
        if (cluster === undefined || final >= Number(first[cluster]! + capacity[cluster]!)) {
            return null;
        }
        return {
            session: session[cluster]!,
            gen: Number(gen[cluster]!) + final - Number(first[cluster]!),
        };
    }

    /** The final ID of an ID, if a cluster has room for it; used tells whether it is assigned. */
    finalOf(session: string, gen: number): { final: number; used: boolean } | null {
        const index = this.sessionIndex.get(session) ?? -1;
        const clusters = this.world.clusters;
        for (let i = 0; i < clusters.n; i++) {
            const offset = gen - Number(clusters.gen[i]!);
            if (
                clusters.session[i] === index &&
                offset >= 0 &&
                offset < Number(clusters.capacity[i]!)
            ) {
                return {
                    final: Number(clusters.first[i]!) + offset,
                    used: offset < Number(clusters.count[i]!),
                };
            }
        }
        return null;
    }

    stableOf(session: string, gen: number): string {
        const base = numberOf(session);
        return base === null ? '' : uuidOf(base + BigInt(gen - 1));
    }

    /** Whose ID a number is that a session wrote. */
    private owner(id: number, session: number): { session: number; gen: number } | null {
        return id < 0 ? { session, gen: -id } : this.ownerOfFinal(id);
    }

    private all(): Touch[] {
        if (!this.touches) {
            this.touches = [];
            for (let event = 0; event < this.world.n; event++) {
                if (
                    this.world.nameOf(event) === 'sequenced' ||
                    this.world.nameOf(event) === 'forged'
                ) {
                    this.entries.set(this.world.position[event]!, event);
                }
            }
            for (let event = 0; event < this.world.n; event++) {
                this.addTouches(event, this.touches);
            }
        }
        return this.touches;
    }

    private addTouches(event: number, touches: Touch[]): void {
        const name = this.world.nameOf(event);
        const session = this.world.session[event]!;
        const add = (
            owner: { session: number; gen: number } | null,
            count: number,
            what: string,
            first = NaN,
        ): void => {
            if (owner && count > 0) {
                touches.push({ event, ...owner, count, what, form: '', first });
            }
        };
        if (name === 'generated') {
            for (const run of (this.world.facts(event).runs as Facts[] | undefined) ?? []) {
                const first = asNumber(run[0]?.value);
                const what =
                    first < 0 ? 'generated, as a local ID' : 'generated, as an eager final';
                add(this.owner(first, session), asNumber(run[1]?.value), what, first);
            }
        } else if (name === 'applied') {
            const entry = this.entries.get(this.world.position[event]!);
            if (entry !== undefined) {
                this.addApplied(event, entry, add);
            }
        } else if (['mentioned', 'read', 'generated-unique', 'ghost'].includes(name)) {
            this.addAnswer(event, name, session, add);
        } else if (this.world.roleOf(event) !== 'op') {
            this.addRange(event, name, add);
        }
    }

    private addApplied(
        event: number,
        entry: number,
        add: (o: { session: number; gen: number } | null, n: number, w: string, f?: number) => void,
    ): void {
        const facts = this.world.facts(entry);
        const count = asNumber(facts.range_count);
        const index = this.sessionIndex.get(String(facts.range_session));
        if (index === undefined || !(count > 0)) {
            return;
        }
        const { status, finals } = this.world.facts(event);
        let gen = asNumber(facts.first_gen_count);
        if (status !== 'ok') {
            add({ session: index, gen }, count, `its range is refused: ${String(status)}`);
            return;
        }
        for (const run of (finals as Facts[] | undefined) ?? []) {
            const length = asNumber(run[1]?.value);
            add({ session: index, gen }, length, 'final', asNumber(run[0]?.value));
            gen += length;
        }
    }

    private addRange(
        event: number,
        name: string,
        add: (o: { session: number; gen: number } | null, n: number, w: string, f?: number) => void,
    ): void {
        const world = this.world;
        const facts = world.facts(event);
        const count = asNumber(facts.range_count);
        const index = this.sessionIndex.get(String(facts.range_session));
        if (index !== undefined && count > 0) {
            add({ session: index, gen: asNumber(facts.first_gen_count) }, count, name);
        }
        const origin = this.sessionIndex.get(String(facts.origin)) ?? -1;
        for (const mention of (facts.mentions as Facts[] | undefined) ?? []) {
            const id = asNumber(mention[0]?.value);
            add(this.owner(id, origin), 1, `${name}, ${IN_APP_OP}`, id);
        }
    }

    private addAnswer(
        event: number,
        name: string,
        session: number,
        add: (o: { session: number; gen: number } | null, n: number, w: string, f?: number) => void,
    ): void {
        const facts = this.world.facts(event);
        if (name === 'ghost') {
            add({ session, gen: 1 }, asNumber(facts.count), 'ghost: made by every node');
        } else if (name === 'mentioned') {
            const id = asNumber(facts.id);
            add(this.owner(id, session), 1, 'mentioned', id);
        } else if (name === 'generated-unique') {
            const id = asNumber(facts.final_id);
            if (!Number.isNaN(id)) {
                add(this.owner(id, session), 1, 'generated, unique in the document', id);
            }
        } else {
            this.addRead(event, facts, add);
        }
    }

    private addRead(
        event: number,
        facts: Record<string, Value>,
        add: (o: { session: number; gen: number } | null, n: number, w: string, f?: number) => void,
    ): void {
        const entry = this.entries.get(this.world.position[event]!);
        if (entry === undefined) {
            return;
        }
        const asked = this.world.facts(entry);
        const mention = (asked.mentions as Facts[] | undefined)?.[asNumber(facts.mention)];
        const origin = this.sessionIndex.get(String(asked.origin)) ?? -1;
        const id = asNumber(mention?.[0]?.value);
        add(this.owner(id, origin), 1, 'read', asNumber(facts.id));
    }

    private numbers(): Map<string, number[]> {
        if (!this.byNumber) {
            this.byNumber = new Map();
            const fields = NUMBER_FIELDS[this.world.head.scheme] ?? [];
            const indexes = new Map<string, string>();
            for (let event = 0; event < this.world.n; event++) {
                const wanted = fields.find(([name]) => name === this.world.nameOf(event));
                const facts = this.world.roleOf(event) === 'op' ? {} : this.world.facts(event);
                const number = wanted ? facts[wanted[1]] : undefined;
                const index = this.world.head.scheme === 'korder' ? facts.index : undefined;
                const text = number !== undefined ? String(number) : indexes.get(String(index));
                if (text === undefined) {
                    continue;
                }
                if (index !== undefined) {
                    indexes.set(String(index), text);
                }
                const events = this.byNumber.get(text) ?? [];
                events.push(event);
                this.byNumber.set(text, events);
            }
        }
        return this.byNumber;
    }

    /** What happened to a number of the other schemes, and what gave its maker the right to make it. */
    private eventsOfNumber(text: string): number[] {
        const own = this.numbers().get(text) ?? [];
        const before =
            this.world.head.scheme === 'sequence'
                ? this.grantsOf(text)
                : own.flatMap((event) => this.rightOf(event));
        return Array.from(new Set([...before, ...own])).sort((a, b) => a - b);
    }

    /** Chunks of a sequence that have a number in them. */
    private grantsOf(text: string): number[] {
        const number = Number(text);
        const found: number[] = [];
        for (let event = 0; event < this.world.n; event++) {
            const name = this.world.nameOf(event);
            if (name !== 'answered' && name !== 'installed') {
                continue;
            }
            const facts = this.world.facts(event);
            const [start, end, index, count] = ['starting', 'ending', 'index', 'count'].map(
                (field) => asNumber(facts[field]),
            );
            if (number > start! && number <= end! && (number - start! - 1) % count! === index) {
                found.push(event);
            }
        }
        return found;
    }

    /** The last lease or number that the maker of an ID had got before. */
    private rightOf(event: number): number[] {
        const wanted =
            this.world.head.scheme === 'snowflake' ? ['leased', 'begun'] : ['numbered', 'woken'];
        const lane = this.world.lane[event]!;
        if (
            !NUMBER_FIELDS[this.world.head.scheme]
                ?.slice(0, 1)
                .some(([name]) => name === this.world.nameOf(event))
        ) {
            return [];
        }
        const found: number[] = [];
        for (let at = event; at >= 0 && found.length < wanted.length; at--) {
            const name = this.world.nameOf(at);
            const isIts = this.world.lane[at] === lane || this.world.peer[at] === lane;
            if (
                isIts &&
                wanted.includes(name) &&
                !found.some((one) => this.world.nameOf(one) === name)
            ) {
                found.push(at);
            }
        }
        return found;
    }

    /** What happened to an ID, in order. */
    life(identity: Identity): { event: number; what: string; form: number | null }[] {
        if (identity.kind === 'number') {
            return this.eventsOfNumber(identity.text).map((event) => ({
                event,
                what: this.world.nameOf(event),
                form: null,
            }));
        }
        const session = this.sessionIndex.get(identity.session) ?? -1;
        const seen = new Set<string>();
        return this.all()
            .filter(
                (touch) =>
                    touch.session === session &&
                    touch.gen <= identity.gen &&
                    identity.gen < touch.gen + touch.count,
            )
            .map((touch) => {
                const offset = identity.gen - touch.gen;
                const form = touch.first < 0 ? touch.first - offset : touch.first + offset;
                return {
                    event: touch.event,
                    what: touch.what,
                    form: Number.isNaN(form) ? null : form,
                };
            })
            .filter(({ event, what }) => {
                const key = `${event} ${what}`; /* a message may mention an ID twice */
                return !seen.has(key) && seen.add(key);
            });
    }

    /** The IDs that an event is about, at most limit. */
    ofEvent(event: number, limit: number): Identity[] {
        if (this.world.head.scheme !== 'compressor') {
            const fields = NUMBER_FIELDS[this.world.head.scheme] ?? [];
            const wanted = fields.find(([name]) => name === this.world.nameOf(event));
            const number = wanted ? this.world.facts(event)[wanted[1]] : undefined;
            return number === undefined ? [] : [{ kind: 'number', text: String(number) }];
        }
        const found: Identity[] = [];
        for (const touch of this.touchesOf(event)) {
            for (let i = 0; i < touch.count && found.length < limit; i++) {
                const session = this.world.uuids[touch.session] ?? '';
                found.push({ kind: 'generated', session, gen: touch.gen + i });
            }
        }
        return found;
    }

    private touchesOf(event: number): Touch[] {
        if (!this.byEvent) {
            this.byEvent = new Map();
            for (const touch of this.all()) {
                const list = this.byEvent.get(touch.event);
                if (list) {
                    list.push(touch);
                } else {
                    this.byEvent.set(touch.event, [touch]);
                }
            }
        }
        return this.byEvent.get(event) ?? [];
    }

    /** The runs of IDs that sessions handed out, by session. */
    runs(): Map<number, { gen: number; count: number; eager: boolean; event: number }[]> {
        const bySession = new Map<
            number,
            { gen: number; count: number; eager: boolean; event: number }[]
        >();
        for (const touch of this.all()) {
            if (touch.what.startsWith('generated, as')) {
                const list = bySession.get(touch.session) ?? [];
                list.push({
                    gen: touch.gen,
                    count: touch.count,
                    eager: touch.first >= 0,
                    event: touch.event,
                });
                bySession.set(touch.session, list);
            }
        }
        return bySession;
    }

    /** From the hash or the search field: a UUID, a number, or "digits of a session/gen". */
    parse(text: string): Identity | null {
        const wanted = text.trim().toLowerCase();
        const parts = /^([0-9a-f-]{4,36})[/ :]+(\d{1,15})$/.exec(wanted);
        if (this.world.head.scheme !== 'compressor') {
            if (this.world.head.scheme === 'korder' && /^[0-9a-f]{16}$/.test(wanted)) {
                return { kind: 'number', text: BigInt(`0x${wanted}`).toString() };
            }
            return /^\d{1,24}$/.test(wanted) ? { kind: 'number', text: wanted } : null;
        }
        if (parts) {
            const session = this.world.uuids.find((uuid) => uuid.startsWith(parts[1]!));
            return session ? { kind: 'generated', session, gen: Number(parts[2]) } : null;
        }
        if (/^\d{1,15}$/.test(wanted)) {
            return this.identity(this.ownerOfFinal(Number(wanted)));
        }
        return this.ofStable(wanted);
    }

    private identity(owner: { session: number; gen: number } | null): Identity | null {
        const session = owner && this.world.uuids[owner.session];
        return owner && session ? { kind: 'generated', session, gen: owner.gen } : null;
    }

    /** Of a UUID: the session that begins nearest below it and made that many IDs. */
    private ofStable(uuid: string): Identity | null {
        const number = numberOf(uuid);
        if (number === null) {
            return null;
        }
        let best: Identity | null = null;
        let nearest: bigint | null = null;
        for (const index of this.runs().keys()) {
            const session = this.world.uuids[index]!;
            const base = numberOf(session);
            if (base !== null && base <= number && (nearest === null || number - base < nearest)) {
                nearest = number - base;
                best = { kind: 'generated', session, gen: Number(nearest) + 1 };
            }
        }
        return best;
    }
}
