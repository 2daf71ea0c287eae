// The report of a sweep.
import { h, panel } from './dom';
import { several } from './explain';
import type { Cell, Column, SweepFailure, SweepReport } from './format';
import { secondsText, table, valueText } from './table';
import { commandLine, verdictWord } from './verdict';

function columns(...named: [string, string][]): Column[] {
    return named.map(([name, type]) => ({ name, type }));
}

/** A word as a shell reads it back. */
function quoted(word: string): string {
    return /^[\w+=./:,@%-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

function top(report: SweepReport): HTMLElement {
    const facts: [string, string][] = [
        ['worlds', report.worlds.toLocaleString('en')],
        ['failures', report.failures.toLocaleString('en')],
        ['time', secondsText(report.seconds)],
        ['ops a second', Math.round(report.ops_per_second).toLocaleString('en')],
        ['ended', report.ended],
        ...Object.entries(report.totals).map(([name, value]): [string, string] => [
            name.replace(/_/g, ' '),
            valueText(value, name.endsWith('bytes') ? 'bytes' : 'number'),
        ]),
    ];
    return h(
        'section',
        { id: 'verdict', class: 'panel', 'aria-label': 'Verdict' },
        h(
            'dl',
            { class: 'facts' },
            h('div', {}, h('dt', {}, 'verdict'), h('dd', {}, verdictWord(report.verdict))),
            facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
        ),
        h('p', { class: 'about' }, 'To do it again:'),
        commandLine(report.command_line.map(quoted).join(' ')),
    );
}

function failureOf(failure: SweepFailure): HTMLElement {
    const seed = `${failure.scenario}, seed ${failure.seed}`;
    return h(
        'div',
        { class: 'failure' },
        h(
            'p',
            {},
            h('strong', {}, seed),
            failure.op === null ? '' : `, op ${failure.op} `,
            failure.op_text ? h('code', {}, failure.op_text) : '',
        ),
        h(
            'p',
            {},
            failure.href ? h('a', { href: failure.href }, `The report of ${seed}`) : '',
            failure.shrunk_href
                ? [
                      ', and ',
                      h(
                          'a',
                          { href: failure.shrunk_href },
                          'of the smallest tape that fails like it',
                      ),
                  ]
                : '',
        ),
        h('p', {}, `${failure.where}: expected ${failure.expected}, got ${failure.got}`),
        failure.repro ? commandLine(failure.repro) : null,
    );
}

function group(one: SweepReport['groups'][number]): HTMLElement {
    const [first, ...others] = one.failures;
    const left = one.count - one.failures.length;
    return h(
        'article',
        { class: 'group', 'data-invariant': one.invariant },
        h('h3', {}, `${one.invariant}: ${several(one.count, 'failure')}`),
        h('p', {}, one.sentence),
        first ? failureOf(first) : null,
        others.length > 0
            ? h(
                  'details',
                  {},
                  h('summary', {}, `${others.length} more like it`),
                  others.map(failureOf),
              )
            : null,
        left > 0 ? h('p', { class: 'faint' }, `${left} are not listed.`) : null,
    );
}

type Count = SweepReport['marks'][number];

/** Those that count; the rest is folded: no scenario of this sweep needs it. */
function counted(title: string, list: Count[]): HTMLElement {
    const columnsOfIt = columns(['name', 'text'], ['times', 'number'], ['state', 'text']);
    const row = (one: Count): Cell[] => {
        const isMissing = one.needed && one.count === 0;
        return [
            one.name,
            one.count,
            isMissing
                ? { text: 'needed, and never reached', level: 'red' }
                : one.count > 0
                  ? { text: 'reached', level: 'green' }
                  : 'not needed here',
        ];
    };
    const main = list.filter((one) => one.needed || one.count > 0);
    const rest = list.filter((one) => !one.needed && one.count === 0);
    return h(
        'div',
        {},
        table(title, columnsOfIt, main.map(row)),
        rest.length > 0
            ? h(
                  'details',
                  {},
                  h(
                      'summary',
                      {},
                      `${rest.length} that were not reached, and that no scenario of this sweep needs`,
                  ),
                  table(`${title}: not reached`, columnsOfIt, rest.map(row)),
              )
            : null,
    );
}

function checked(one: SweepReport['checks'][number]): Cell[] {
    const state =
        one.count > 0
            ? { text: 'checked', level: 'green' }
            : one.unchecked
              ? { text: 'never, though a scenario is there for it', level: 'red' }
              : 'not in these scenarios';
    return [one.name, one.count, state, one.sentence];
}

function seedsOf(one: SweepReport['scenarios'][number]): string {
    return `${one.first_seed} \u2026${one.step > 1 ? `, every ${one.step}` : ''}`;
}

const VERDICTS: Record<string, string> = { PASS: 'green', VACUOUS: 'amber' };

function scenario(one: SweepReport['scenarios'][number]): Cell[] {
    return [
        one.name,
        seedsOf(one),
        one.worlds,
        one.failures,
        { text: one.verdict, level: VERDICTS[one.verdict] ?? 'red' },
        [...one.missed.marks, ...one.missed.faults].join(', ') || 'nothing',
    ];
}

const SCENARIOS = columns(
    ['scenario', 'text'],
    ['from seed', 'text'],
    ['worlds', 'number'],
    ['failures', 'number'],
    ['verdict', 'text'],
    ['never reached', 'text'],
);
const CHECKS = columns(
    ['invariant', 'text'],
    ['checks', 'number'],
    ['state', 'text'],
    ['in words', 'text'],
);
const SLOWEST = columns(
    ['scenario', 'text'],
    ['seed', 'text'],
    ['time', 'seconds'],
    ['ops', 'number'],
);
const MEASURES = columns(
    ['measure', 'text'],
    ['measured', 'number'],
    ['bound', 'number'],
    ['scenario', 'text'],
    ['seed', 'text'],
    ['worlds at the bound', 'number'],
);

function measures(report: SweepReport): HTMLElement | null {
    const rows = report.measures.map((one): Cell[] => [
        one.name,
        one.measured,
        one.bound,
        one.scenario,
        one.seed,
        one.touched,
    ]);
    return rows.length === 0
        ? null
        : panel('measures', 'How near to the bounds', '', table('', MEASURES, rows));
}

function reached(report: SweepReport): HTMLElement {
    const about = 'Missing ones first. A sweep that misses one that it needs proves nothing.';
    const lists = [counted('Marks', report.marks), counted('Faults', report.faults)];
    return panel('reached', 'What was reached', about, h('div', { class: 'columns' }, lists));
}

export function sweepPage(report: SweepReport): HTMLElement {
    const { groups, scenarios, checks, slowest } = report;
    const none = groups.length === 0 ? 'No world failed.' : '';
    const slow = slowest.map((one): Cell[] => [one.scenario, one.seed, one.seconds, one.ops]);
    const asked = table('', CHECKS, checks.map(checked));
    return h(
        'div',
        {},
        top(report),
        panel('failures', 'Failures, by what broke', none, groups.map(group)),
        panel('scenarios', 'Scenarios', '', table('', SCENARIOS, scenarios.map(scenario))),
        reached(report),
        panel('checks', 'How often each invariant was checked', '', asked),
        panel('slowest', 'Slowest seeds', '', table('', SLOWEST, slow)),
        measures(report),
    );
}
