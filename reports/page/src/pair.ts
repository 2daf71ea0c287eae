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

function placeOf(index: number | null | undefined, world: World): string {
    if (index === null || index === undefined) {
        return 'the end';
    }
    return index < world.head.ops ? `op ${index}` : 'the quiet phase';
}

/** A row of the table: an op of both worlds. */
function rowOf(
    worlds: [World, World],
    difference: Difference | null,
    op: number,
    start: number,
): HTMLElement {
    const [first, second] = worlds;
    const beside = besideOf(difference, op);
    const same = isSame(first, second, op, beside);
    let mark = same ? '' : 'differs';
    if (op === start && difference) {
        mark = 'first difference';
    } else if (beside === null) {
        mark = 'left out';
    }
    const name = op < first.head.ops ? `op ${op}` : 'end';
    return h(
        'tr',
        { class: same ? '' : 'differs', 'data-op': op },
        h('th', { scope: 'row' }, name, h('div', { class: 'mark' }, mark)),
        cell(first, op),
        cell(second, beside),
    );
}

function sentenceOf(worlds: [World, World], difference: Difference | null): string {
    if (!difference) {
        return 'They do not differ.';
    }
    const places = worlds.map((world, i) => placeOf(difference.op?.[i], world));
    return `They first differ at ${places.join(' and ')}: ${difference.words}.`;
}

const BOTH = [0, 1] as const;

export function pairPanel(
    worlds: [World, World],
    difference: Difference | null,
    choose: (world: number, op: number) => void,
): HTMLElement {
    const [first] = worlds;
    const body = h('tbody');
    const start = difference?.op?.[0] ?? (difference ? first.head.ops : 0);
    let middle = start;
    const show = (op: number): void => {
        middle = Math.max(0, Math.min(first.head.ops, op));
        const from = Math.max(0, middle - AROUND);
        const ops = Array.from({ length: 2 * AROUND + 1 }, (_, i) => from + i);
        const there = ops.filter((one) => one <= first.head.ops);
        replace(
            body,
            there.map((one) => rowOf(worlds, difference, one, start)),
        );
    };
    show(start);
    const name = (index: 0 | 1): string => worlds[index].head.label || `world ${index}`;
    const button = (text: string, act: () => void): HTMLElement =>
        h('button', { type: 'button', onclick: act }, text);
    const heads = BOTH.map((index) =>
        h('th', { scope: 'col' }, `${name(index)}: ${worlds[index].head.verdict}`),
    );
    return panel(
        'pair',
        'Two runs side by side',
        '',
        h('p', { id: 'difference' }, sentenceOf(worlds, difference)),
        h(
            'div',
            { class: 'buttons' },
            button('Earlier', () => show(middle - AROUND)),
            button('First difference', () => show(start)),
            button('Later', () => show(middle + AROUND)),
            BOTH.map((index) =>
                button(`Open "${name(index)}" below`, () =>
                    choose(index, difference?.op?.[index] ?? 0),
                ),
            ),
        ),
        h(
            'div',
            { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Both runs' },
            h('table', { class: 'pair' }, h('thead', {}, h('tr', {}, h('td', {}), heads)), body),
        ),
    );
}
