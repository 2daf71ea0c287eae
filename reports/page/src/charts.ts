// Curves, drawn by uPlot.
import uPlot from 'uplot';
import { h } from './dom';
import { colours, onTheme } from './theme';
import { valueText } from './table';

export interface Chart {
    title: string;
    xName: string;
    yName: string;
    yType: string;
    xType?: string;
    xLog?: boolean;
    yLog?: boolean;
    steps?: boolean;
    points?: boolean;
    x: number[];
    lines: { name: string; y: (number | null)[] }[];
    onPick?: (x: number) => void;
    mark?: () => number; /* a line at this place of x */
}

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [1, 4]];

/** Of a logarithmic axis only the powers of ten. */
const powers: uPlot.Axis.Filter = (_, splits) =>
    splits.map((value) =>
        Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? value : null,
    );

function axis(name: string, type: string, size: number, isLog: boolean): uPlot.Axis {
    const theme = colours();
    return {
        stroke: theme.text,
        label: name,
        labelSize: 22,
        size,
        font: '12px system-ui, sans-serif',
        labelFont: '12px system-ui, sans-serif',
        grid: { stroke: theme.line, width: 1, ...(isLog ? { filter: powers } : {}) },
        ticks: { stroke: theme.line, width: 1, ...(isLog ? { filter: powers } : {}) },
        values: (_, splits) =>
            splits.map((value) => (value === null ? '' : valueText(value, type))),
    };
}

function optionsOf(chart: Chart, width: number, mark: HTMLElement): uPlot.Options {
    const theme = colours();
    return {
        width,
        height: 250,
        padding: [8, 40, 0, 0],
        legend: {
            markers: {
                dash: (_, index) => ['solid', 'dashed', 'dotted', 'double'][(index - 1) % 4]!,
                width: 3,
            },
        },
        scales: {
            x: { time: false, distr: chart.xLog ? 3 : 1 },
            y: {
                distr: chart.yLog ? 3 : 1,
                range: chart.yLog ? undefined : (_u, low, high) => rangeOf(low, high, chart.yType),
            },
        },
        axes: [
            axis(chart.xName, chart.xType ?? 'number', 40, chart.xLog === true),
            axis(chart.yName, chart.yType, 70, chart.yLog === true),
        ],
        series: [
            { label: chart.xName, value: (_, value) => valueText(value, chart.xType ?? 'number') },
            ...chart.lines.map((line, index): uPlot.Series => ({
                label: line.name,
                stroke: theme.sessions[index % theme.sessions.length],
                dash: DASHES[Math.floor(index / 1) % DASHES.length],
                width: 2,
                points: { show: chart.points === true },
                paths: chart.steps ? uPlot.paths.stepped!({ align: 1 }) : undefined,
                value: (_, value) => valueText(value, chart.yType),
            })),
        ],
        cursor: { drag: { x: false, y: false } },
        hooks: {
            draw: [(plot) => placeMark(plot, chart, mark)],
            ready: [
                (plot) => plot.over.appendChild(mark),
                (plot) =>
                    chart.onPick && plot.over.addEventListener('click', () => pick(plot, chart)),
            ],
        },
    };
}

function rangeOf(low: number, high: number, type: string): [number, number] {
    if (type === 'percent') {
        return [0, 100];
    }
    return [Math.min(0, low), high > low || high > 0 ? high + (high - Math.min(0, low)) * 0.05 : 1];
}

function pick(plot: uPlot, chart: Chart): void {
    const index = plot.cursor.idx;
    if (typeof index === 'number' && chart.onPick) {
        chart.onPick(plot.posToVal(plot.cursor.left ?? 0, 'x'));
    }
}

/** The mark lies above the plot, so that it moves without the plot being drawn again. */
function placeMark(plot: uPlot, chart: Chart, mark: HTMLElement): void {
    if (chart.mark) {
        mark.style.left = `${plot.valToPos(chart.mark(), 'x')}px`;
    }
}

/** A chart, and what redraws the mark. */
export function chartOf(chart: Chart): { element: HTMLElement; refresh: () => void } {
    const box = h('div', { class: 'plot' });
    const mark = h('div', { class: 'plot-mark', hidden: !chart.mark });
    const element = h('figure', { class: 'chart' }, h('figcaption', {}, chart.title), box);
    let plot: uPlot | null = null;
    const build = (): void => {
        const width = Math.floor(box.clientWidth);
        if (width < 50) {
            return;
        }
        plot?.destroy();
        plot = new uPlot(
            optionsOf(chart, width, mark),
            [chart.x, ...chart.lines.map((line) => line.y)] as uPlot.AlignedData,
            box,
        );
    };
    let known = 0;
    new ResizeObserver(() => {
        const width = Math.floor(box.clientWidth);
        if (width !== known) {
            known = width;
            build();
        }
    }).observe(box);
    onTheme(build);
    return { element, refresh: () => plot && placeMark(plot, chart, mark) };
}
