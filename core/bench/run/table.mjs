// Tables for people, on a terminal and in Markdown. A table is { head, rows } of texts; the columns
// after the first are numbers, and end at the same place.

export function plain({ head, rows }) {
    const all = [head, ...rows];
    const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
    const line = (row) =>
        row
            .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
            .join("  ")
            .trimEnd();
    return `${all.map(line).join("\n")}\n`;
}

export function markdown({ head, rows }) {
    const line = (row) => `| ${row.join(" | ")} |`;
    const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
    return `${[line(head), line(rule), ...rows.map(line)].join("\n")}\n`;
}
