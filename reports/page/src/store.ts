// What is looked at: one object, also in the address, so that a link shows the same.

export interface View {
    world: number;
    op: number;
    from: number;
    to: number;
    id: string;
    node: string;
    session: string;
    kind: string;
    led: boolean;
    only: boolean; /* only what touches the chosen ID */
    hidden: string[];
    lanes: 'sessions' | 'nodes';
}

const FIRST: View = {
    world: 0,
    op: 0,
    from: 0,
    to: 0,
    id: '',
    node: '',
    session: '',
    kind: '',
    led: false,
    only: false,
    hidden: [],
    lanes: 'sessions',
};

type Listener = (view: View, before: View) => void;

/** The view as the part of an address after "#"; only what differs from base. */
export function written(view: View, base: View): string {
    const words = new URLSearchParams();
    for (const key of Object.keys(FIRST) as (keyof View)[]) {
        const text = String(view[key]);
        if (text !== String(base[key])) {
            words.set(key, text);
        }
    }
    return words.toString();
}

/** The other way; what makes no sense is left as it is in base. */
export function parsed(hash: string, base: View): View {
    const words = new URLSearchParams(hash.replace(/^#/, ''));
    const view: View = { ...base };
    const number = (key: 'world' | 'op' | 'from' | 'to'): void => {
        const text = words.get(key);
        if (text !== null && /^\d+(\.\d+)?$/.test(text)) {
            view[key] = Number(text);
        }
    };
    (['world', 'op', 'from', 'to'] as const).forEach(number);
    for (const key of ['id', 'node', 'session', 'kind'] as const) {
        view[key] = words.get(key) ?? base[key];
    }
    for (const key of ['led', 'only'] as const) {
        view[key] = words.has(key) ? words.get(key) === 'true' : base[key];
    }
    view.hidden = words.has('hidden')
        ? words.get('hidden')!.split(',').filter(Boolean)
        : base.hidden;
    view.lanes =
        words.get('lanes') === 'nodes' ? 'nodes' : words.has('lanes') ? 'sessions' : base.lanes;
    return view;
}

export class Store {
    private listeners: Listener[] = [];
    private timer = 0;
    view: View;

    /** fit: makes of a view that anybody may have written one that can be shown. */
    constructor(
        readonly base: View,
        readonly fit: (view: View) => View,
        readonly isInAddress = true,
    ) {
        this.view = fit(isInAddress ? parsed(location.hash, base) : base);
        if (!isInAddress) {
            return;
        }
        addEventListener('hashchange', () => this.read());
    }

    static first(): View {
        return { ...FIRST };
    }

    listen(listener: Listener): void {
        this.listeners.push(listener);
    }

    set(change: Partial<View>): void {
        const before = this.view;
        this.view = { ...before, ...change };
        this.listeners.forEach((listener) => listener(this.view, before));
        if (this.isInAddress) {
            this.write();
        }
    }

    /** Not at once: browsers refuse more than some hundred changes of the address in a short time. */
    private write(): void {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => {
            history.replaceState(null, '', `#${written(this.view, this.base)}`);
        }, 150);
    }

    private read(): void {
        const before = this.view;
        this.view = this.fit(parsed(location.hash, this.base));
        this.listeners.forEach((listener) => listener(this.view, before));
    }
}
