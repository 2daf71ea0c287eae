// Which events the timeline shows.
import { ledTo } from './causes';
import type { Ids } from './ids';
import type { View } from './store';
import type { World } from './world';

export function isFiltered(view: View): boolean {
    return view.led || view.node !== '' || view.session !== '' || view.kind !== '' || view.only;
}

/** The event that "what led to this" is about: where it failed, if that is the current op. */
export function targetOf(world: World, op: number): number {
    const finding = world.head.finding;
    if (finding && finding.op === op && finding.event >= 0) {
        return finding.event;
    }
    const [from, to] = world.eventsOf(op);
    for (let event = to - 1; event >= from; event--) {
        if (world.lane[event]! >= 0 && world.roleOf(event) !== 'op-done') {
            return event;
        }
    }
    return from < to ? from : Math.min(from, world.n - 1);
}

/** The kind of an op: the first word of its line. */
export function opKind(world: World, op: number): string {
    return op >= world.head.ops ? 'quiet phase' : (world.opText(op).split(/\s/, 1)[0] ?? '');
}

export function opKinds(world: World): string[] {
    const kinds = new Set<string>();
    for (let op = 0; op < world.head.ops; op++) {
        kinds.add(opKind(world, op));
    }
    return Array.from(kinds).sort();
}

function keepSession(world: World, mask: Uint8Array, uuid: string): void {
    const index = world.uuids.indexOf(uuid);
    const isUuid = world.head.fields.map((field) => field.type === 'uuid');
    for (let event = 0; event < world.n; event++) {
        let isAbout = world.session[event] === index;
        for (let at = world.fieldAt[event]!; at < world.fieldAt[event + 1]! && !isAbout; at++) {
            isAbout = isUuid[world.fieldName[at]!]! && world.fieldValue[at] === index;
        }
        mask[event]! &= isAbout ? 1 : 0;
    }
}

function keep(world: World, mask: Uint8Array, isKept: (event: number) => boolean): void {
    for (let event = 0; event < world.n; event++) {
        if (mask[event] && !isKept(event)) {
            mask[event] = 0;
        }
    }
}

/** 1 for each event that is shown; null if all are. */
export function maskOf(world: World, ids: Ids, view: View): Uint8Array | null {
    if (!isFiltered(view)) {
        return null;
    }
    const target = targetOf(world, view.op);
    const mask = view.led ? ledTo(world, target) : new Uint8Array(world.n).fill(1);
    if (view.node !== '') {
        const lane = Number(view.node);
        keep(world, mask, (event) => world.lane[event] === lane || world.peer[event] === lane);
    }
    if (view.session !== '') {
        keepSession(world, mask, view.session);
    }
    if (view.kind !== '') {
        let op = -1;
        let isKind = false;
        keep(world, mask, (event) => {
            if (world.op[event] !== op) {
                op = world.op[event]!;
                isKind = opKind(world, op) === view.kind;
            }
            return isKind;
        });
    }
    const identity = view.only ? ids.parse(view.id) : null;
    if (identity) {
        const touched = new Set(ids.life(identity).map((touch) => touch.event));
        keep(world, mask, (event) => touched.has(event));
    }
    return mask;
}

/** How many events of a mask are something to see, of how many. */
export function countShown(world: World, mask: Uint8Array | null): [number, number] {
    let shown = 0;
    let all = 0;
    for (let event = 0; event < world.n; event++) {
        const role = world.roleOf(event);
        if (role !== 'op' && role !== 'op-done') {
            all++;
            shown += mask ? mask[event]! : 1;
        }
    }
    return [shown, all];
}
