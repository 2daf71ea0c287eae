// Numbers: what is made of several runs, and how they are written.

// The runs' median, quartiles and ends.
export function summary(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    return { median: at(0.5), min: at(0), q1: at(0.25), q3: at(0.75), max: at(1), runs: values };
}

const units = [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "us"],
    [1, "ns"],
];

// Nanoseconds in the unit that suits them: up to 10,000 ns stay nanoseconds.
export function time(ns) {
    const [size, name] = ns < 1e4 ? [1, "ns"] : units.find(([unit]) => ns >= unit);
    return `${digits(ns / size)} ${name}`;
}

// Three digits, or all before the point.
export function digits(value) {
    if (value >= 100) {
        return grouped(Math.round(value));
    }
    return value.toFixed(value >= 10 ? 1 : 2);
}

// 1234567 as 1,234,567.
export function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
