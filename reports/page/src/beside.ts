// The timeline of the other of two runs, which moves with the first.
import { h, panel } from './dom';
import type { Difference } from './format';
import { Ids } from './ids';
import { besideOf, oppositeOf } from './pair';
import { Store, type View } from './store';
import { clamped, Timeline } from './timeline/timeline';
import type { World } from './world';
import { firstView, fitted } from './worldpage';

/** The same place in the other world: events are counted within ops, which correspond. */
function placeIn(from: World, to: World, event: number, opIn: (op: number) => number): number {
    const op = from.op[Math.max(0, Math.min(from.n - 1, Math.floor(event)))] ?? 0;
    return to.eventsOf(opIn(op))[0] + (event - from.eventsOf(op)[0]);
}

function moved(from: World, to: World, view: View, opIn: (op: number) => number): Partial<View> {
    const start = placeIn(from, to, view.from, opIn);
    return {
        op: Math.min(to.lastOp, opIn(view.op)),
        lanes: view.lanes,
        ...clamped(to, start, start + (view.to - view.from)),
    };
}

/** Keeps two views at the same place, whichever of them is moved. */
function tie(
    world: World,
    store: Store,
    other: World,
    second: Store,
    isFirst: boolean,
    difference: Difference | null,
): void {
    const there = (op: number): number =>
        isFirst ? (besideOf(difference, op) ?? op) : oppositeOf(difference, op);
    const back = (op: number): number =>
        isFirst ? oppositeOf(difference, op) : (besideOf(difference, op) ?? op);
    let isMoving = false;
    const once = (move: () => void): void => {
        if (!isMoving) {
            isMoving = true;
            move();
            isMoving = false;
        }
    };
    store.listen((view) => once(() => second.set(moved(world, other, view, there))));
    second.listen((view) => once(() => store.set(moved(other, world, view, back))));
    once(() => second.set(moved(world, other, store.view, there)));
}

/** index: which of the two worlds is the one that the page shows. */
export function besidePanel(
    worlds: [World, World],
    index: number,
    store: Store,
    difference: Difference | null,
): HTMLElement {
    const world = worlds[index]!;
    const other = worlds[1 - index]!;
    const second = new Store({ ...firstView(other), id: '' }, (view) => fitted(other, view), false);
    const timeline = new Timeline(other, new Ids(other), second);
    tie(world, store, other, second, index === 0, difference);
    const name = other.head.label || `world ${1 - index}`;
    return panel(
        'beside',
        `The timeline of the other run: ${name} (${other.head.verdict})`,
        'It moves with the one above.',
        h('div', {}, timeline.element),
    );
}
