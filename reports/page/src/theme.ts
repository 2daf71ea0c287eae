// Light and dark, and the colours that canvases need as text. The palette is Okabe and Ito's, which
// the colour-blind can tell apart; beside it everything has a shape, a pattern or a word, too.
import { h } from './dom';

export interface Colours {
    ground: string;
    lane: string;
    laneAlt: string;
    line: string;
    text: string;
    faint: string;
    mark: string;
    bad: string;
    roles: Record<string, string>;
    fates: Record<string, string>;
    sessions: string[];
}

const HUES = {
    orange: '#e69f00',
    sky: '#56b4e9',
    green: '#009e73',
    yellow: '#f0e442',
    blue: '#0072b2',
    red: '#d55e00',
    pink: '#cc79a7',
};

export function isDark(): boolean {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function colours(): Colours {
    const dark = isDark();
    const { orange, sky, green, yellow, blue, red, pink } = HUES;
    const strong = dark ? sky : blue;
    const grey = dark ? '#9aa3ad' : '#66707a';
    return {
        ground: dark ? '#14181d' : '#ffffff',
        lane: dark ? '#1b2027' : '#f6f7f9',
        laneAlt: dark ? '#222831' : '#eceff2',
        line: dark ? '#39424d' : '#cbd2d9',
        text: dark ? '#e6e9ed' : '#1a1f24',
        faint: dark ? '#a7b0ba' : '#56606a',
        mark: dark ? '#ffd54a' : '#8a5a00',
        bad: dark ? '#ff8a4c' : '#c04800',
        roles: {
            id: dark ? '#1fc496' : green,
            session: orange,
            message: grey,
            log: strong,
            node: dark ? '#e6e9ed' : '#1a1f24',
            storage: pink,
            fault: dark ? '#ff8a4c' : red,
            clock: dark ? yellow : '#8a7a00',
            phase: grey,
            other: grey,
        },
        fates: {
            arrived: dark ? '#7f93a8' : '#8a9aab',
            'in-flight': sky,
            late: orange,
            lost: dark ? '#ff8a4c' : red,
            cut: dark ? '#ff8a4c' : red,
            'crowded-out': dark ? '#ff8a4c' : red,
            nobody: dark ? '#ff8a4c' : red,
            damaged: dark ? '#ff8a4c' : red,
            early: orange,
            repeated: pink,
            old: dark ? '#d0d6dc' : '#56606a',
        },
        sessions: [
            strong,
            orange,
            green,
            pink,
            dark ? yellow : '#8a7a00',
            red,
            dark ? '#8c9eff' : '#3f51b5',
        ],
    };
}

type Listener = () => void;
const listeners: Listener[] = [];

export function onTheme(listener: Listener): void {
    listeners.push(listener);
}

function stored(): string {
    try {
        return localStorage.getItem('idsim-theme') ?? '';
    } catch {
        return ''; /* pages from disk may have no storage */
    }
}

function apply(theme: string): void {
    if (theme) {
        document.documentElement.dataset.theme = theme;
    } else {
        delete document.documentElement.dataset.theme;
    }
    try {
        localStorage.setItem('idsim-theme', theme);
    } catch {
        /* then it lasts as long as the page */
    }
    listeners.forEach((listener) => listener());
}

export function themeSwitch(): HTMLElement {
    const choice = stored();
    const select = h(
        'select',
        { 'aria-label': 'Colours', onchange: () => apply(select.value) },
        ...[
            ['', 'as the system'],
            ['light', 'light'],
            ['dark', 'dark'],
        ].map(([value, text]) => h('option', { value, selected: value === choice }, text)),
    );
    if (choice) {
        document.documentElement.dataset.theme = choice;
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
        listeners.forEach((listener) => listener()),
    );
    return h('label', { class: 'switch' }, 'Colours ', select);
}
