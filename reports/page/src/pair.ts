// Two runs side by side: where they first differ, op by op.
import { h, panel, replace } from './dom';
import type { Difference } from './format';
import type { World } from './world';

const AROUND = 4;

/** Which op of world 1 stands beside an op of world 0, and whether it has one. */
export function besideOf(difference: Difference | null, op: number): number | null {
    const lacks = difference?.matched_from;
    if (lacks === undefined || lacks === null || op < lacks) {
        return op;
    }
    return op === lacks ? null : op - 1;
}

/** The other way round: which op of world 0 stands beside an op of world 1. */
export function oppositeOf(difference: Difference | null, op: number): number {
    const lacks = difference?.matched_from;
    return lacks === undefined || lacks === null || op < lacks ? op : op + 1;
}

function cell(world: World, op: number | null): HTMLElement {
    if (op === null) {
        return h('td', { class: 'faint' }, 'this op is not there');
    }
    if (op > world.lastOp) {
        return h('td', { class: 'faint' }, world.head.finding ? 'it had failed before' : '\u2013');
    }
    const sentences = world.sentencesOf(op);
    return h(
        'td',
        {},
        h('div', {}, op < world.head.ops ? h('code', {}, world.opText(op)) : world.opText(op)),
        h(
            'ul',
            {},
            sentences.slice(0, 12).map((text) => h('li', {}, text)),
        ),
        sentences.length > 12 ? `and ${sentences.length - 12} more` : null,
    );
}

function isSame(a: World, b: World, op: number, beside: number | null): boolean {
    if (beside === null) {
        return false;
    }
    const [left, right] = [a.sentencesOf(op), b.sentencesOf(beside)];
    return a.opText(op) === b.opText(beside) && left.join('\n') === right.join('\n');
}

function op(index: number | null | undefined, world: World): string {
    if (index === null || index === undefined) {
        return 'the end';
    }
    return index < world.head.ops ? `op ${index}` : 'the quiet phase';
}

export function pairPanel(
    worlds: [World, World],
    difference: Difference | null,
    choose: (world: number, op: number) => void,
): HTMLElement {
    const [first, second] = worlds;
    const body = h('tbody');
    const start = difference?.op?.[0] ?? (difference ? first.head.ops : 0);
    let middle = start;
    const fill = (): void => {
        const from = Math.max(0, middle - AROUND);
        const ops = Array.from({ length: 2 * AROUND + 1 }, (_, i) => from + i).filter(
            (op) => op <= first.head.ops,
        );
        replace(
            body,
            ops.map((op) => {
                const beside = besideOf(difference, op);
                const same = isSame(first, second, op, beside);
                return h(
                    'tr',
                    { class: same ? '' : 'differs', 'data-op': op },
                    h(
                        'th',
                        { scope: 'row' },
                        op < first.head.ops ? `op ${op}` : 'end',
                        h(
                            'div',
                            { class: 'mark' },
                            op === start && difference
                                ? 'first difference'
                                : beside === null
                                  ? 'left out'
                                  : same
                                    ? ''
                                    : 'differs',
                        ),
                    ),
                    cell(first, op),
                    cell(second, beside),
                );
            }),
        );
    };
    const move = (by: number): void => {
        middle = Math.max(0, Math.min(first.head.ops, middle + by));
        fill();
    };
    fill();
    const name = (index: 0 | 1): string => worlds[index].head.label || `world ${index}`;
    return panel(
        'pair',
        'Two runs side by side',
        '',
        h(
            'p',
            { id: 'difference' },
            difference
                ? `They first differ at ${op(difference.op?.[0], first)} and ${op(difference.op?.[1], second)}: ${difference.words}.`
                : 'They do not differ.',
        ),
        h(
            'div',
            { class: 'buttons' },
            h('button', { type: 'button', onclick: () => move(-AROUND) }, 'Earlier'),
            h(
                'button',
                {
                    type: 'button',
                    onclick: () => {
                        middle = start;
                        fill();
                    },
                },
                'First difference',
            ),
            h('button', { type: 'button', onclick: () => move(AROUND) }, 'Later'),
            ([0, 1] as const).map((index) =>
                h(
                    'button',
                    { type: 'button', onclick: () => choose(index, difference?.op?.[index] ?? 0) },
                    `Open "${name(index)}" below`,
                ),
            ),
        ),
        h(
            'div',
            { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Both runs' },
            h(
                'table',
                { class: 'pair' },
                h(
                    'thead',
                    {},
                    h(
                        'tr',
                        {},
                        h('td', {}),
                        ([0, 1] as const).map((index) =>
                            h(
                                'th',
                                { scope: 'col' },
                                `${name(index)}: ${worlds[index].head.verdict}`,
                            ),
                        ),
                    ),
                ),
                body,
            ),
        ),
    );
}
