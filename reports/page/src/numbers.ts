// The numbers of a world over its ops.
import { type Chart, chartOf } from './charts';
import { h, panel } from './dom';
import { GAUGES, plain } from './explain';
import type { Store } from './store';
import type { World } from './world';

const POINTS_MAX = 4000;

type History = { ops: number[]; values: number[] };

/** Several gauges at the same ops: at each change of any, or evenly when there are too many. */
function aligned(world: World, histories: History[]): { x: number[]; ys: number[][] } {
    const all = new Set<number>([0, world.head.ops]);
    histories.forEach((history) => history.ops.forEach((op) => all.add(op)));
    let x = Array.from(all).sort((a, b) => a - b);
    if (x.length > POINTS_MAX) {
        const step = x.length / POINTS_MAX;
        x = Array.from({ length: POINTS_MAX }, (_, i) => x[Math.floor(i * step)]!).concat(
            world.head.ops,
        );
    }
    const ys = histories.map((history) => {
        let at = 0;
        return x.map((op) => {
            while (at < history.ops.length && history.ops[at]! <= op) {
                at++;
            }
            return at === 0 ? 0 : history.values[at - 1]!;
        });
    });
    return { x, ys };
}

function base(title: string, yName: string, yType = 'number'): Omit<Chart, 'x' | 'lines'> {
    return { title, xName: 'op', yName, yType, steps: true };
}

function ofWorld(world: World, title: string, yName: string, names: string[]): Chart | null {
    const gauges = names.filter((name) => world.head.gauges.world.includes(name));
    if (gauges.length === 0) {
        return null;
    }
    const histories = gauges.map((name) =>
        world.history(world.cellOfWorld(world.head.gauges.world.indexOf(name))),
    );
    const { x, ys } = aligned(world, histories);
    const lines = gauges.map((name, i) => ({ name: GAUGES[name] ?? plain(name), y: ys[i]! }));
    return { ...base(title, yName), x, lines };
}

function eagerShare(world: World): Chart | null {
    const { world: names } = world.head.gauges;
    if (!names.includes('ids') || !names.includes('eager')) {
        return null;
    }
    const histories = ['ids', 'eager'].map((name) =>
        world.history(world.cellOfWorld(names.indexOf(name))),
    );
    const { x, ys } = aligned(world, histories);
    const share = x.map((_, i) => (ys[0]![i]! > 0 ? (100 * ys[1]![i]!) / ys[0]![i]! : null));
    return {
        ...base(
            'Eager share: how many of the IDs handed out were final at once',
            'share',
            'percent',
        ),
        x,
        lines: [{ name: 'eager share', y: share }],
    };
}

function ofNodes(world: World, gauge: string, title: string): Chart | null {
    const index = world.head.gauges.node.indexOf(gauge);
    if (index < 0) {
        return null;
    }
    const nodes = Array.from({ length: world.nodes }, (_, i) => i);
    const { x, ys } = aligned(
        world,
        nodes.map((node) => world.history(world.cellOfNode(node, index))),
    );
    return {
        ...base(title, plain(gauge)),
        x,
        lines: nodes.map((node, i) => ({ name: world.laneName(node), y: ys[i]! })),
    };
}

/** How far each clock is from true time, where events tell both. */
function clocks(world: World): Chart | null {
    const { trueUs, readingUs } = world;
    if (!trueUs || !readingUs) {
        return null;
    }
    const nodes = Array.from({ length: world.nodes }, (_, i) => i);
    const histories = nodes.map((): History => ({ ops: [], values: [] }));
    for (let event = 0; event < world.n; event++) {
        const history = histories[world.lane[event]!];
        const role = world.roleOf(event);
        if (history && role !== 'op' && role !== 'op-done') {
            history.ops.push(world.op[event]!);
            history.values.push(Number(readingUs[event]! - trueUs[event]!) / 1e6);
        }
    }
    const { x, ys } = aligned(world, histories);
    return {
        ...base(
            'Clocks against true time (0 is right, above it the clock is ahead)',
            'ahead by',
            'seconds',
        ),
        x,
        lines: nodes.map((node, i) => ({ name: world.laneName(node), y: ys[i]! })),
    };
}

function capital(text: string): string {
    return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function chartsOf(world: World): Chart[] {
    const found =
        world.head.scheme === 'compressor'
            ? [
                  eagerShare(world),
                  ofWorld(world, 'Waste, beside what is reserved and final', 'final IDs', [
                      'waste',
                      'reserved',
                      'finals',
                  ]),
                  ofWorld(
                      world,
                      'Lag: log entries that the slowest connected node has not applied',
                      'entries',
                      ['lag'],
                  ),
                  ofWorld(world, 'Messages in flight', 'messages', ['in-flight']),
                  ofWorld(world, 'IDs handed out', 'IDs', ['ids', 'eager']),
                  ofNodes(world, 'pending', 'Submitted, and not yet seen in the log'),
              ]
            : [
                  clocks(world),
                  ...world.head.gauges.world.map((name) =>
                      ofWorld(
                          world,
                          capital(GAUGES[name] ?? plain(name)),
                          plain(name).replace('ids', 'IDs'),
                          [name],
                      ),
                  ),
              ];
    return found.filter((chart): chart is Chart => chart !== null);
}

export function numbers(world: World, store: Store, go: (op: number) => void): HTMLElement {
    const charts = chartsOf(world).map((chart) =>
        chartOf({ ...chart, onPick: (x) => go(Math.round(x)), mark: () => store.view.op }),
    );
    store.listen((view, before) => {
        if (view.op !== before.op) {
            charts.forEach((chart) => chart.refresh());
        }
    });
    return panel(
        'numbers',
        'Numbers over time',
        'Click a place to go to that op.',
        h(
            'div',
            { class: 'charts' },
            charts.map((chart) => chart.element),
        ),
    );
}

/** "When did it become inevitable?" */
export function inevitable(
    world: World,
    store: Store,
    go: (op: number) => void,
): HTMLElement | null {
    const data = world.head.inevitable;
    if (!data || data.ops.length === 0) {
        return null;
    }
    const share = (counts: number[]): number[] =>
        counts.map((count) => (100 * count) / Math.max(1, data.tries));
    const failed = share(data.failed);
    let jump = 0;
    for (let i = 1; i < failed.length; i++) {
        if (failed[i]! - failed[i - 1]! > failed[jump]! - (failed[jump - 1] ?? 0) || jump === 0) {
            jump = i;
        }
    }
    const before = data.ops[Math.max(0, jump - 1)]!;
    const after = Math.min(world.lastOp, data.ops[jump]!);
    const chart = chartOf({
        title: `After so many ops the world went on with ${data.fresh} other ops, ${data.tries} times each: how often it failed`,
        xName: 'op',
        yName: 'share that fails',
        yType: 'percent',
        points: true,
        x: data.ops,
        lines: [
            { name: 'fails', y: failed },
            { name: 'fails in the same way', y: share(data.same) },
        ],
        onPick: (x) => go(Math.round(x)),
        mark: () => store.view.op,
    });
    store.listen(() => chart.refresh());
    return panel(
        'inevitable',
        'When did it become inevitable?',
        '',
        h(
            'p',
            {},
            `The share rises most between op ${before} and op ${after}, from ${Math.round(failed[Math.max(0, jump - 1)]!)} % to ${Math.round(failed[jump]!)} %. Look there. `,
            h('button', { type: 'button', onclick: () => go(after) }, `Go to op ${after}`),
        ),
        chart.element,
    );
}
