// The report of a sweep.
import { h, panel } from './dom';
import type { Cell, Column, SweepReport } from './format';
import { secondsText, table, valueText } from './table';
import { commandLine, verdictWord } from './verdict';

function columns(...named: [string, string][]): Column[] {
  return named.map(([name, type]) => ({ name, type }));
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
    commandLine(report.repro),
  );
}

function group(one: SweepReport['groups'][number]): HTMLElement {
  return h(
    'article',
    { class: 'group', 'data-invariant': one.invariant },
    h('h3', {}, `${one.invariant}: ${one.count} ${one.count === 1 ? 'failure' : 'failures'}`),
    h('p', {}, one.sentence),
    one.failures.map((failure) =>
      h(
        'div',
        { class: 'failure' },
        h('p', {}, h('strong', {}, `${failure.scenario}, seed ${failure.seed}`), failure.op === null ? '' : `, op ${failure.op} `, failure.op_text ? h('code', {}, failure.op_text) : '', failure.href ? [' ', h('a', { href: failure.href }, `open the report of seed ${failure.seed}`)] : ''),
        h('p', {}, `${failure.where}: expected ${failure.expected}, got ${failure.got}`),
        failure.repro ? commandLine(failure.repro) : null,
      ),
    ),
    one.count > one.failures.length ? h('p', { class: 'faint' }, `${one.count - one.failures.length} more like these`) : null,
  );
}

/** Missing and needed in red, missing in amber; both say so in words. */
function countRows(list: { name: string; count: number; needed: boolean }[]): Cell[][] {
  return list.map((one) => {
    const state = one.count > 0 ? 'reached' : one.needed ? 'needed, and never reached' : 'never reached';
    const level = one.count > 0 ? 'green' : one.needed ? 'red' : 'amber';
    return [one.name, one.count, { text: state, level }];
  });
}

export function sweepPage(report: SweepReport): HTMLElement {
  const counts = columns(['name', 'text'], ['times', 'number'], ['state', 'text']);
  return h(
    'div',
    {},
    top(report),
    panel('failures', 'Failures, by what broke', report.groups.length === 0 ? 'No world failed.' : '', report.groups.map(group)),
    panel('scenarios', 'Scenarios', '', table('', columns(['scenario', 'text'], ['seeds', 'text'], ['worlds', 'number'], ['failures', 'number'], ['verdict', 'text'], ['never reached', 'text']), report.scenarios.map((one): Cell[] => [one.name, one.seeds, one.worlds, one.failures, { text: one.verdict, level: one.verdict === 'PASS' ? 'green' : one.verdict === 'VACUOUS' ? 'amber' : 'red' }, [...one.missed.marks, ...one.missed.faults].join(', ') || 'nothing']))),
    panel('reached', 'What was reached', 'Missing ones first. A sweep that misses one that it needs proves nothing.', h('div', { class: 'columns' }, table('Marks', counts, countRows(report.marks)), table('Faults', counts, countRows(report.faults)))),
    panel('checks', 'How often each invariant was checked', '', table('', columns(['invariant', 'text'], ['checks', 'number'], ['', 'text'], ['in words', 'text']), report.checks.map((one): Cell[] => [one.name, one.count, one.unchecked ? { text: 'not asked for', level: 'amber' } : one.count > 0 ? { text: 'checked', level: 'green' } : { text: 'never checked', level: 'red' }, one.sentence]))),
    panel('slowest', 'Slowest seeds', '', table('', columns(['scenario', 'text'], ['seed', 'text'], ['time', 'seconds'], ['ops', 'number']), report.slowest.map((one): Cell[] => [one.scenario, one.seed, one.seconds, one.ops]))),
    report.measures.length === 0 ? null : panel('measures', 'How near to the bounds', '', table('', columns(['measure', 'text'], ['measured', 'number'], ['bound', 'number'], ['scenario', 'text'], ['seed', 'text'], ['worlds at the bound', 'number']), report.measures.map((one): Cell[] => [one.name, one.measured, one.bound, one.scenario, one.seed, one.touched]))),
  );
}
