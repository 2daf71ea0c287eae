// Which events led to an event: what its session and its node had done before, and what messages
// brought to them.
import type { World } from './world';

/**
 * Answers, and messages that were lost, ignored or have to wait: nothing comes of these. What was
 * sent or saved leads only to what received or loads it, for which ofOthers() looks.
 */
const WITHOUT_EFFECT = new Set([
    'mentioned',
    'read',
    'document',
    'checkpoint',
    'split',
    'searched',
    'submitted',
    'sent',
    'saved',
    'arrived',
    'up-lost',
    'up-cut',
    'up-early',
    'up-repeated',
    'up-old',
    'crowded-out',
    'down-lost',
    'down-cut',
    'down-early',
    'down-repeated',
    'lost',
    'repeated',
    'write-lost',
]);

/** For each lane and session: the chain of what happened there. */
function chains(world: World): { own: Int32Array; node: Int32Array } {
    const own = new Int32Array(world.n).fill(-1);
    const node = new Int32Array(world.n).fill(-1);
    const lastOwn = new Map<number, number>();
    const lastNode = new Map<number, number>();
    for (let event = 0; event < world.n; event++) {
        const lane = world.lane[event]!;
        if (lane < 0) {
            continue;
        }
        const role = world.roleOf(event);
        const session = role === 'id' || role === 'session' ? world.session[event]! : -1;
        const key = lane * (world.uuids.length + 1) + session + 1;
        own[event] = lastOwn.get(key) ?? -1;
        node[event] = lastNode.get(lane) ?? -1;
        if (WITHOUT_EFFECT.has(world.nameOf(event)) || role === 'op' || role === 'op-done') {
            continue;
        }
        lastOwn.set(key, event);
        if (session < 0) {
            lastNode.set(lane, event);
        }
    }
    return { own, node };
}

/**
 * Causes that are neither of the same place nor a message: of a sending its submission, of an entry
 * of the log the arrival of its submission, of a delivery that it entered the log, of a loading the
 * saving.
 */
function ofOthers(world: World): Int32Array {
    const causes = new Int32Array(world.n).fill(-1);
    const last = new Map<string, number>();
    const link = (event: number, from: string, as: string): void => {
        causes[event] = last.get(from) ?? -1;
        if (as !== '') {
            last.set(as, event);
        }
    };
    for (let event = 0; event < world.n; event++) {
        const name = world.nameOf(event);
        if (
            ![
                'submitted',
                'sent',
                'arrived',
                'sequenced',
                'delivered',
                'applied',
                'saved',
                'loaded',
            ].includes(name)
        ) {
            continue;
        }
        const facts = world.facts(event);
        const submission = `${String(facts.client)} ${String(facts.client_epoch)} ${String(facts.number)}`;
        const entry = `entry ${world.position[event]}`;
        if (name === 'submitted') {
            link(event, '', `submitted ${submission}`);
        } else if (name === 'sent') {
            link(event, `submitted ${submission}`, '');
        } else if (name === 'arrived') {
            link(event, '', `arrived ${submission}`);
        } else if (name === 'sequenced') {
            link(event, `arrived ${submission}`, entry);
        } else if (name === 'saved') {
            link(event, '', `store ${String(facts.node)} ${String(facts.store)}`);
        } else if (name === 'loaded') {
            link(event, `store ${String(facts.from)} ${String(facts.store)}`, '');
        } else {
            link(event, entry, '');
        }
    }
    return causes;
}

/** 1 for each event that led to target, and for target itself. O(events). */
export function ledTo(world: World, target: number): Uint8Array {
    const led = new Uint8Array(world.n);
    if (target < 0 || target >= world.n) {
        return led;
    }
    const { own, node } = chains(world);
    const others = ofOthers(world);
    led[target] = 1;
    for (let event = target; event >= 0; event--) {
        if (!led[event]) {
            continue;
        }
        for (const cause of [
            own[event]!,
            node[event]!,
            others[event]!,
            causeByMessage(world, event),
        ]) {
            if (cause >= 0) {
                led[cause] = 1;
            }
        }
        markOp(world, event, led);
    }
    return led;
}

/** The event that sent what this event received. */
function causeByMessage(world: World, event: number): number {
    const message = world.message[event]!;
    if (message < 0 || world.messages.end[message] !== event) {
        return -1;
    }
    return world.messages.sent[message]!;
}

/**
 * The op that an event belongs to, and what else it did before that in the same place. What sessions
 * did then led only to what was made of it: a submission, a snapshot.
 */
function markOp(world: World, event: number, led: Uint8Array): void {
    const op = world.op[event]!;
    if (op >= world.head.ops) {
        return;
    }
    const isMadeOfSessions = world.nameOf(event) === 'submitted' || world.nameOf(event) === 'saved';
    for (let before = event - 1; before >= 0 && world.op[before] === op; before--) {
        const role = world.roleOf(before);
        const isOfSession = role === 'id' || role === 'session';
        const isSame =
            world.lane[before] === world.lane[event] && (isMadeOfSessions || !isOfSession);
        if (role === 'op' || (isSame && !WITHOUT_EFFECT.has(world.nameOf(before)))) {
            led[before] = 1;
        }
    }
}
