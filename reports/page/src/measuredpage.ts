// Pages of measured results, and the page that leads to all.
import { chartOf } from './charts';
import { h, panel } from './dom';
import type { Alarm, Cell, Column, IndexReport, MeasuredReport, Section, Series } from './format';
import { ageOf } from './age';
import { levelled, table } from './table';

function alarmsOf(alarms: Alarm[]): HTMLElement | null {
    return alarms.length === 0
        ? null
        : h(
              'ul',
              { class: 'panel alarms', 'aria-label': 'Alarms' },
              alarms.map((alarm) => h('li', {}, levelled(alarm.level, alarm.text))),
          );
}

/** The lines of a chart at the same x; where a line has no point, it has none. */
function seriesChart(series: Series): HTMLElement {
    const x = Array.from(new Set(series.lines.flatMap((line) => line.x))).sort((a, b) => a - b);
    const lines = series.lines.map((line) => {
        const known = new Map(line.x.map((value, i) => [value, line.y[i] ?? null]));
        return { name: line.name, y: x.map((value) => known.get(value) ?? null) };
    });
    return chartOf({
        title: series.title,
        xName: series.x.name,
        xType: series.x.type,
        xLog: series.x.scale === 'log',
        yName: series.y.name,
        yType: series.y.type,
        yLog: series.y.scale === 'log',
        points: true,
        x,
        lines,
    }).element;
}

function section(one: Section, index: number): HTMLElement {
    return panel(
        `section-${index}`,
        one.title,
        '',
        (one.text ?? []).map((text) => h('p', {}, text)),
        h('div', { class: 'charts' }, (one.series ?? []).map(seriesChart)),
        (one.tables ?? []).map((data) => table(data.title, data.columns, data.rows)),
    );
}

export function measuredPage(report: MeasuredReport): HTMLElement {
    const age = ageOf(report.made, report.stale_after_days);
    return h(
        'div',
        {},
        h(
            'div',
            { class: 'panel' },
            h('p', {}, report.summary),
            h('p', {}, levelled(age.isStale ? 'red' : '', `Measured ${age.text}.`)),
        ),
        alarmsOf(report.alarms),
        report.sections.map(section),
    );
}

const GROUPS: [string, string][] = [
    ['measured', 'Measured results'],
    ['sweeps', 'Sweeps'],
    ['worlds', 'Worlds'],
];

const COLUMNS: Column[] = [
    { name: 'report', type: 'text' },
    { name: 'says', type: 'text' },
    { name: 'age', type: 'text' },
];

const STATES: Record<string, string> = { red: 'alarm', amber: 'attention', green: 'fine' };

export function indexPage(report: IndexReport): HTMLElement {
    const known = new Set(GROUPS.map(([name]) => name));
    const others = Array.from(new Set(report.entries.map((entry) => entry.group))).filter(
        (name) => !known.has(name),
    );
    const groups = [...GROUPS, ...others.map((name): [string, string] => [name, name])];
    return h(
        'div',
        {},
        alarmsOf(report.alarms),
        groups.map(([name, title]) => {
            const entries = report.entries.filter((entry) => entry.group === name);
            const rows = entries.map((entry): Cell[] => {
                const age = ageOf(entry.made, entry.stale_after_days);
                const state = STATES[entry.level];
                return [
                    { text: entry.title, href: entry.href ?? null },
                    {
                        text:
                            state && entry.level !== 'green'
                                ? `${state}: ${entry.summary}`
                                : entry.summary,
                        level: entry.level,
                    },
                    entry.made === null && !entry.href
                        ? 'never, on this machine'
                        : { text: age.text, level: age.isStale ? 'red' : '' },
                ];
            });
            return rows.length === 0
                ? null
                : panel(`group-${name}`, title, '', table('', COLUMNS, rows));
        }),
    );
}
