// What a world reached: marks, faults, checks of invariants, measures.
import { h, panel } from './dom';
import type { Cell, Column, WorldHead } from './format';
import { table } from './table';

const COUNTS: Column[] = [
    { name: 'name', type: 'text' },
    { name: 'times', type: 'number' },
];

/** Those that happened, most often first, and then those that did not. */
function rowsOf(counts: Record<string, number>): Cell[][] {
    return Object.entries(counts)
        .sort((a, b) => Number(b[1]) - Number(a[1]) || a[0].localeCompare(b[0]))
        .map(([name, count]) => [name, Number(count)]);
}

export function coverage(head: WorldHead): HTMLElement {
    const sentences = head.vocabulary?.invariants ?? {};
    const lists: [string, Record<string, number>][] = [
        ['Faults: what went wrong on purpose', head.faults],
        ['Marks: what the world reached', head.marks],
    ];
    return panel(
        'coverage',
        'What this world reached',
        '',
        h(
            'details',
            {},
            h('summary', {}, 'Faults, marks and checks, with counts'),
            h(
                'div',
                { class: 'columns' },
                lists.map(([title, counts]) =>
                    table(title, [{ ...COUNTS[0]! }, { ...COUNTS[1]! }], rowsOf(counts)),
                ),
            ),
            table(
                'Checks of each invariant',
                [...COUNTS, { name: 'in words', type: 'text' }],
                rowsOf(head.checks).map((row) => [...row, sentences[String(row[0])] ?? '']),
            ),
        ),
    );
}
