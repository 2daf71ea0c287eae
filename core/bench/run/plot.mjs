// reports/growth.svg: two logarithmic charts side by side, in light and dark.
import { wholeNames } from "./growth.mjs";

const width = 1120;
const height = 520;
const top = 50;
const chartWidth = 400;
const chartHeight = 300;
const lefts = [70, 640];

// Colours that people with any eyes can tell apart on white and on black, and a mark for each.
const colours = [
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#8c6bb1",
    "#7a9a01",
    "#a0522d",
    "#808080",
];
const dashes = ["", "7 3", "2 3"];

const style = `
svg { font: 13px system-ui, sans-serif; background: #ffffff; }
.paper { fill: #ffffff; } text { fill: #1f2328; }
.grid { stroke: #d0d7de; } .frame { stroke: #59636e; }
.bound { stroke: #b00020; } .bound-text { fill: #b00020; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; }
.paper { fill: #0d1117; } text { fill: #e6edf3; }
.grid { stroke: #30363d; } .frame { stroke: #9198a1; }
.bound { stroke: #ff7b72; } .bound-text { fill: #ff7b72; }
}`;

const round = (number) => Math.round(number * 10) / 10;

function line([x1, y1], [x2, y2], attributes) {
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${attributes}/>`;
}

function text(x, y, anchor, words) {
    return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function strokeOf({ colour, dash }) {
    return `stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"`;
}

// A power of ten in words: of clusters, of nanoseconds.
function clustersText(power) {
    return ["1", "10", "100", "1,000", "10,000", "100,000", "1,000,000", "10,000,000"][power];
}

function timeText(power) {
    const unit = ["ns", "us", "ms", "s"][Math.floor(power / 3)];
    return `${10 ** (power % 3)} ${unit}`;
}

// One chart's scales: the ranges of its points, widened to powers of ten.
class Chart {
    constructor(left, series) {
        this.left = left;
        const points = series.flatMap(({ points }) => points);
        const powers = (pick) => points.map((point) => Math.log10(Math.max(1, pick(point))));
        const range = (values) => [Math.floor(Math.min(...values)), Math.ceil(Math.max(...values))];
        this.x = range(powers(([x]) => x));
        this.y = range(powers(([, y]) => y));
    }

    atX(value) {
        const [low, high] = this.x;
        return round(this.left + ((Math.log10(value) - low) / (high - low)) * chartWidth);
    }

    atY(value) {
        const [low, high] = this.y;
        const share = (Math.log10(Math.max(1, value)) - low) / (high - low);
        return round(top + chartHeight - share * chartHeight);
    }

    axes(title) {
        const bottom = top + chartHeight;
        const right = this.left + chartWidth;
        const parts = [
            text(this.left, top - 18, "start", title),
            text(this.left + chartWidth / 2, bottom + 40, "middle", "clusters in the document"),
        ];
        for (let power = this.x[0]; power <= this.x[1]; power++) {
            const x = this.atX(10 ** power);
            parts.push(line([x, top], [x, bottom], 'class="grid"'));
            parts.push(text(x, bottom + 18, "middle", clustersText(power)));
        }
        for (let power = this.y[0]; power <= this.y[1]; power++) {
            const y = this.atY(10 ** power);
            parts.push(line([this.left, y], [right, y], 'class="grid"'));
            parts.push(text(this.left - 8, y + 4, "end", timeText(power)));
        }
        const size = `width="${chartWidth}" height="${chartHeight}"`;
        return [...parts, `<rect class="frame" x="${this.left}" y="${top}" ${size} fill="none"/>`];
    }

    curve({ points, colour, dash }) {
        const path = points.map(([x, y]) => `${this.atX(x)},${this.atY(y)}`).join(" ");
        const dots = points.map(
            ([x, y]) => `<circle cx="${this.atX(x)}" cy="${this.atY(y)}" r="3" fill="${colour}"/>`,
        );
        return [`<polyline points="${path}" fill="none" ${strokeOf({ colour, dash })}/>`, ...dots];
    }
}

function legend(left, series) {
    return series.flatMap((one, i) => {
        const x = left + (i % 2) * 230;
        const y = top + chartHeight + 66 + Math.floor(i / 2) * 19;
        return [line([x, y], [x + 28, y], strokeOf(one)), text(x + 35, y + 4, "start", one.name)];
    });
}

function seriesOf(rows, value) {
    const names = [...new Set(rows.map(({ name }) => name))];
    return names.map((name, i) => ({
        name: wholeNames.includes(name) ? `${name}, for each cluster` : name,
        colour: colours[i % colours.length],
        dash: dashes[i % dashes.length],
        points: rows.filter((row) => row.name === name).map((row) => [row.clusters, value(row)]),
    }));
}

function longestSeries(rows) {
    const calls = seriesOf(rows, ({ sure }) => sure).filter(
        ({ name }) => !name.endsWith("each cluster"),
    );
    const sizes = [...new Set(rows.map(({ clusters }) => clusters))];
    const noise = sizes.map((size) => [
        size,
        Math.max(...rows.filter(({ clusters }) => clusters === size).map((row) => row.noise)),
    ]);
    return [
        ...calls,
        { name: "noise of this machine", colour: "#808080", dash: "1 4", points: noise },
    ];
}

// The longest that a growing table may stop everything, in nanoseconds.
const bound = 1e5;

export function plot(rows) {
    const medians = seriesOf(rows, ({ name, clusters, median }) =>
        wholeNames.includes(name) ? median / clusters : median,
    );
    const longest = longestSeries(rows);
    const charts = [new Chart(lefts[0], medians), new Chart(lefts[1], longest)];
    const y = charts[1].atY(bound);
    const right = lefts[1] + chartWidth;
    const parts = [
        ...charts[0].axes("Median time of an operation"),
        ...medians.flatMap((series) => charts[0].curve(series)),
        ...legend(lefts[0], medians),
        ...charts[1].axes("Longest single call"),
        line([lefts[1], y], [right, y], 'class="bound" stroke-dasharray="6 3"'),
        `<text class="bound-text" x="${right + 6}" y="${y + 4}">100 us</text>`,
        ...longest.flatMap((series) => charts[1].curve(series)),
        ...legend(lefts[1], longest),
    ];
    const label = 'role="img" aria-label="Times by the number of clusters"';
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ${label}>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${parts.join("\n")}
</svg>
`;
}
