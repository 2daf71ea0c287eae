// Tables: native ones, sorted by a click on a column's head.
import { type Child, h, replace } from './dom';
import type { Cell, Column } from './format';

const ROWS_FIRST = 200;

export function isNumeric(type: string): boolean {
    return ['number', 'seconds', 'bytes', 'percent'].includes(type);
}

function trimmed(value: number, digits: number): string {
    return Number(value.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 9 });
}

/** A number in words that people read: with its unit, and no more digits than they compare. */
export function valueText(value: string | number | null | undefined, type: string): string {
    if (value === null || value === undefined) {
        return '\u2013';
    }
    if (typeof value !== 'number') {
        return type === 'time' ? value.replace('T', ' ').replace(/:\d\dZ$/, ' UTC') : value;
    }
    switch (type) {
        case 'seconds':
            return secondsText(value);
        case 'bytes':
            return bytesText(value);
        case 'percent':
            return `${trimmed(value, 3)} %`;
        default:
            return Number.isInteger(value) ? value.toLocaleString('en') : trimmed(value, 4);
    }
}

export function secondsText(seconds: number): string {
    const size = Math.abs(seconds);
    if (size === 0 || (size >= 1 && size < 120)) {
        return `${trimmed(seconds, 3)} s`;
    }
    if (size >= 120) {
        return size < 7200 ? `${trimmed(seconds / 60, 3)} min` : `${trimmed(seconds / 3600, 3)} h`;
    }
    if (size >= 1e-3) {
        return `${trimmed(seconds * 1e3, 3)} ms`;
    }
    return size >= 1e-6 ? `${trimmed(seconds * 1e6, 3)} us` : `${trimmed(seconds * 1e9, 3)} ns`;
}

export function bytesText(bytes: number): string {
    const units = ['bytes', 'kB', 'MB', 'GB'];
    let unit = 0;
    let size = bytes;
    while (Math.abs(size) >= 1000 && unit < units.length - 1) {
        size /= 1000;
        unit++;
    }
    return `${trimmed(size, 3)} ${units[unit]}`;
}

const LEVELS: Record<string, string> = { red: '\u2716', amber: '\u25b2', green: '\u2714' };

/** A word in the colour of its level, with the level's sign before it. */
export function levelled(level: string | undefined, text: Child): Child {
    if (!level || !(level in LEVELS)) {
        return text;
    }
    return h(
        'span',
        { class: `level ${level}` },
        h('span', { 'aria-hidden': 'true' }, `${LEVELS[level]} `),
        text,
    );
}

function parts(cell: Cell): {
    value: string | number | null;
    href?: string | null;
    level?: string;
} {
    if (cell === null || typeof cell !== 'object') {
        return { value: cell };
    }
    return {
        value: cell.text ?? cell.value ?? null,
        href: cell.href ?? null,
        level: cell.level ?? '',
    };
}

function cellOf(cell: Cell, column: Column): HTMLElement {
    const { value, href, level } = parts(cell);
    const text = valueText(value, column.type);
    const plain = column.type === 'code' ? h('code', {}, text) : text;
    const content = href ? h('a', { href }, plain) : plain;
    return h('td', { class: isNumeric(column.type) ? 'number' : '' }, levelled(level, content));
}

function compare(a: Cell, b: Cell): number {
    const x = parts(a).value;
    const y = parts(b).value;
    if (typeof x === 'number' && typeof y === 'number') {
        return x - y;
    }
    return String(x ?? '').localeCompare(String(y ?? ''), 'en', { numeric: true });
}

export function table(title: string, columns: Column[], rows: Cell[][]): HTMLElement {
    const body = h('tbody');
    const more = h('button', { type: 'button', onclick: () => fill(Infinity) }, '');
    let order = rows;
    let limit = ROWS_FIRST;
    function fill(most: number): void {
        limit = most;
        replace(
            body,
            order.slice(0, limit).map((row) =>
                h(
                    'tr',
                    {},
                    columns.map((column, i) => cellOf(row[i] ?? null, column)),
                ),
            ),
        );
        more.textContent = `show all ${rows.length.toLocaleString('en')} rows`;
        more.hidden = rows.length <= limit;
    }
    const heads = columns.map((column, index) => {
        if (column.name === '') {
            return h('td', {});
        }
        const head = h('th', { scope: 'col', class: isNumeric(column.type) ? 'number' : '' });
        const sort = (): void => {
            const isDown = head.getAttribute('aria-sort') === 'ascending';
            heads.forEach((other) => other.removeAttribute('aria-sort'));
            head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
            order = [...rows].sort(
                (a, b) => compare(a[index] ?? null, b[index] ?? null) * (isDown ? -1 : 1),
            );
            fill(limit);
        };
        head.appendChild(
            h('button', { type: 'button', class: 'sort', onclick: sort }, column.name),
        );
        return head;
    });
    fill(limit);
    return h(
        'div',
        {
            class: 'table',
            tabindex: 0,
            role: 'group',
            'aria-label': title || columns[0]?.name || 'table',
        },
        h(
            'table',
            {},
            title ? h('caption', {}, title) : null,
            h('thead', {}, h('tr', {}, heads)),
            body,
        ),
        more,
    );
}
