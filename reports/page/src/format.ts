// The head of a report, as reports/FORMAT.md describes it.

export interface Finding {
    kind: string;
    invariant: string;
    sentence: string;
    op: number;
    quiet: boolean;
    op_text: string | null;
    event: number;
    where: string;
    expected: string;
    got: string;
    blame: string | null;
    blame_reason: string | null;
}

export interface WorldHead {
    label: string;
    verdict: string;
    scenario: string | null;
    seed: string | null;
    scheme: string;
    digest: string;
    ops: number;
    events: number;
    events_left_out: number;
    ops_until: number;
    repro: string;
    config: Record<string, number | string>;
    finding: Finding | null;
    stuck: string;
    lanes: { name: string; kind: string }[];
    kinds: { name: string; role: string }[];
    fields: { name: string; type: string }[];
    fates: string[];
    message_kinds: string[];
    gauges: { node: string[]; world: string[] };
    node_states: string[];
    tape_head_lines: number;
    clocks: boolean;
    marks: Record<string, number>;
    faults: Record<string, number>;
    checks: Record<string, number>;
    measures: Record<string, unknown>;
    files: { name: string; href: string }[];
    vocabulary: {
        ops: { name: string; sentence: string; arguments: string[] }[];
        invariants: Record<string, string>;
    } | null;
    inevitable: {
        tries: number;
        fresh: number;
        ops: number[];
        failed: number[];
        same: number[];
    } | null;
}

export interface Difference {
    op: (number | null)[] | null;
    event: (number | null)[] | null;
    words: string;
    matched_from: number | null;
}

export interface Alarm {
    level: string;
    text: string;
}

export type Cell =
    | null
    | string
    | number
    | { text?: string; value?: string | number; href?: string | null; level?: string };

export interface Column {
    name: string;
    type: string;
}

export interface Axis {
    name: string;
    type: string;
    scale: string;
}

export interface Series {
    title: string;
    x: Axis;
    y: Axis;
    lines: { name: string; x: number[]; y: (number | null)[] }[];
}

export interface Section {
    title: string;
    text?: string[];
    tables?: { title: string; columns: Column[]; rows: Cell[][] }[];
    series?: Series[];
}

export interface SweepFailure {
    scenario: string;
    seed: string;
    op: number | null;
    op_text: string | null;
    where: string;
    expected: string;
    got: string;
    repro: string | null;
    href: string | null;
    shrunk_href: string | null;
}

interface Common {
    format: number;
    title: string;
    tool: string;
    made: string | null;
    command_line: string[];
}

export interface WorldsReport extends Common {
    kind: 'world' | 'pair';
    worlds: WorldHead[];
    difference: Difference | null;
}

export interface SweepReport extends Common {
    kind: 'sweep';
    verdict: string;
    ended: string;
    seconds: number;
    ops_per_second: number;
    worlds: number;
    failures: number;
    scenarios: {
        name: string;
        first_seed: string;
        step: number;
        worlds: number;
        failures: number;
        verdict: string;
        missed: { marks: string[]; faults: string[] };
    }[];
    totals: Record<string, number | string>;
    groups: {
        kind: string;
        invariant: string;
        sentence: string;
        count: number;
        failures: SweepFailure[];
    }[];
    marks: { name: string; count: number; needed: boolean }[];
    faults: { name: string; count: number; needed: boolean }[];
    checks: { name: string; count: number; sentence: string; unchecked: boolean }[];
    slowest: { scenario: string; seed: string; seconds: number; ops: number }[];
    measures: {
        name: string;
        measured: number;
        bound: number;
        scenario: string;
        seed: string;
        touched: number;
    }[];
}

export interface MeasuredReport extends Common {
    kind: 'page';
    summary: string;
    alarms: Alarm[];
    stale_after_days: number | null;
    sections: Section[];
}

export interface IndexReport extends Common {
    kind: 'index';
    alarms: Alarm[];
    entries: {
        title: string;
        href: string | null;
        group: string;
        made: string | null;
        summary: string;
        level: string;
        stale_after_days: number | null;
    }[];
}

export type Report = WorldsReport | SweepReport | MeasuredReport | IndexReport;

export const FORMAT = 1;
