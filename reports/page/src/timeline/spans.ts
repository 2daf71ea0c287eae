// What lasts: leases and numbers, chunks, terms in office. Each is a bar in the row of its owner.
import type { Value, World } from '../world';

export interface Span {
    lane: number;
    from: number; /* events */
    to: number;
    label: string;
}

interface Rule {
    begins: string;
    ends: string[];
    label: (facts: Record<string, Value>) => string;
}

function chunk(facts: Record<string, Value>): string {
    const [starting, ending, index, count] = ['starting', 'ending', 'index', 'count'].map((name) =>
        Number(facts[name]),
    );
    if (Number.isNaN(starting) || Number.isNaN(count)) {
        return '';
    }
    const first = starting! + 1 + index!;
    return `chunk ${first}, ${first + count!} \u2026 up to ${ending}`;
}

const RULES: Record<string, Rule[]> = {
    snowflake: [
        {
            begins: 'begun',
            ends: ['begun', 'halted'],
            label: (facts) => `number ${String(facts.number)}`,
        },
    ],
    sequence: [
        { begins: 'installed', ends: ['installed', 'stopped'], label: chunk },
        {
            begins: 'elected',
            ends: ['elected', 'deposed'],
            label: (facts) => `in office, term ${String(facts.term)}`,
        },
    ],
    korder: [
        {
            begins: 'woken',
            ends: ['woken', 'killed'],
            label: (facts) =>
                `number ${String(facts.number)}, ${facts.faithful === true ? 'faithful' : 'strict'}`,
        },
    ],
};

/** All bars, by lane and then by time. A refused beginning begins nothing, and ends nothing. */
export function spansOf(world: World): Span[][] {
    const lanes: Span[][] = world.head.lanes.map(() => []);
    for (const rule of RULES[world.head.scheme] ?? []) {
        for (let event = 0; event < world.n; event++) {
            const name = world.nameOf(event);
            const lane = lanes[world.lane[event]!];
            if (!lane || (name !== rule.begins && !rule.ends.includes(name))) {
                continue;
            }
            const facts = world.facts(event);
            const isRefused = facts.status !== undefined && facts.status !== 'ok';
            if (isRefused && name === rule.begins) {
                continue;
            }
            const last = lane.at(-1);
            if (last && last.to === world.n) {
                last.to = event;
            }
            const label = name === rule.begins ? rule.label(facts) : '';
            if (label) {
                lane.push({ lane: world.lane[event]!, from: event, to: world.n, label });
            }
        }
    }
    return lanes;
}

/** How far a node's clock was from true time, in seconds, at each event of its lane. */
export interface Drift {
    events: number[];
    ahead: number[];
}

export function driftsOf(world: World): { lanes: Drift[]; most: number } {
    const lanes = world.head.lanes.map((): Drift => ({ events: [], ahead: [] }));
    let most = 0;
    const { trueUs, readingUs } = world;
    for (let event = 0; event < world.n && trueUs && readingUs; event++) {
        const role = world.roleOf(event);
        const lane = world.isNode(world.lane[event]!) ? lanes[world.lane[event]!] : undefined;
        if (lane && role !== 'op' && role !== 'op-done') {
            const ahead = Number(readingUs[event]! - trueUs[event]!) / 1e6;
            lane.events.push(event);
            lane.ahead.push(ahead);
            most = Math.max(most, Math.abs(ahead));
        }
    }
    return { lanes, most };
}
