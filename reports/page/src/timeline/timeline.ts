// The timeline as a part of the page: canvas, labels of the rows, mouse and keys.
import { h, replace } from '../dom';
import { several } from '../explain';
import { maskOf, countShown } from '../filter';
import type { Ids } from '../ids';
import type { Store, View } from '../store';
import { colours, onTheme } from '../theme';
import type { World } from '../world';
import { type Painted, paint } from './paint';
import { AXIS_HEIGHT, BAND_HEIGHT, type Layout, layoutOf } from './rows';
import type { Scene } from './scene';
import { Tip } from './tip';

const LEAST_EVENTS = 8;

export class Timeline {
    readonly element: HTMLElement;
    private canvas = h('canvas', {
        class: 'timeline-canvas',
        tabindex: 0,
        role: 'img',
        'aria-label':
            'Timeline. Arrow keys move from op to op, plus and minus zoom; the panel below tells the op in words.',
    });
    private gutter = h('div', { class: 'gutter' });
    private note = h('p', { class: 'about', 'data-shown': '' });
    private layout: Layout;
    private mask: Uint8Array | null = null;
    private touched = new Set<number>();
    private pending = false;
    private tip: Tip;

    constructor(
        readonly world: World,
        readonly ids: Ids,
        readonly store: Store,
    ) {
        this.layout = layoutOf(world, true, []);
        this.tip = new Tip(world);
        this.element = h(
            'div',
            {},
            h(
                'div',
                { class: 'timeline' },
                this.gutter,
                h('div', { class: 'drawing' }, this.canvas, this.tip.element),
            ),
            this.note,
        );
        this.relayout();
        this.refilter();
        store.listen((view, before) => this.changed(view, before));
        onTheme(() => this.schedule());
        new ResizeObserver(() => this.schedule()).observe(this.canvas.parentElement!);
        this.listen();
    }

    private changed(view: View, before: View): void {
        if (view.lanes !== before.lanes || view.hidden !== before.hidden) {
            this.relayout();
        }
        const filters = ['node', 'session', 'kind', 'id', 'led', 'only'] as const;
        const isMoved = view.led && view.op !== before.op;
        if (isMoved || filters.some((filter) => view[filter] !== before[filter])) {
            this.refilter();
        }
        this.schedule();
    }

    private relayout(): void {
        const { lanes, hidden } = this.store.view;
        this.layout = layoutOf(this.world, lanes === 'sessions', hidden);
        replace(
            this.gutter,
            h('div', { class: 'corner', style: null }, 'op'),
            this.layout.rows.map((row) => {
                const element = h(
                    'div',
                    { class: row.session >= 0 ? 'row session' : 'row', title: row.title },
                    h('span', {}, row.label),
                    h(
                        'button',
                        {
                            type: 'button',
                            class: 'hide',
                            'aria-label': `Hide ${row.title}`,
                            onclick: () => this.hide(row.key),
                        },
                        'hide',
                    ),
                );
                element.style.height = `${row.height}px`;
                return element;
            }),
            h('div', { class: 'band' }, this.world.messages.n > 0 ? 'messages in flight' : ''),
        );
        const corner = this.gutter.firstElementChild as HTMLElement;
        corner.style.height = `${AXIS_HEIGHT}px`;
        (this.gutter.lastElementChild as HTMLElement).style.height = `${BAND_HEIGHT}px`;
        this.canvas.style.height = `${this.layout.height}px`;
    }

    private hide(key: string): void {
        this.store.set({ hidden: [...this.store.view.hidden, key] });
    }

    private refilter(): void {
        const identity = this.store.view.id === '' ? null : this.ids.parse(this.store.view.id);
        this.touched = new Set(identity ? this.ids.life(identity).map((touch) => touch.event) : []);
        this.mask = maskOf(this.world, this.ids, this.store.view);
    }

    private schedule(): void {
        if (!this.pending) {
            this.pending = true;
            requestAnimationFrame(() => {
                this.pending = false;
                this.draw();
            });
        }
    }

    private scene(width: number): Scene {
        const { from, to, op } = this.store.view;
        const { world, layout, mask, touched } = this;
        const last = Math.max(to, from + 1);
        return {
            world,
            layout,
            mask,
            touched,
            from,
            to: last,
            op,
            width,
            height: layout.height,
            colours: colours(),
        };
    }

    private draw(): void {
        const width = Math.floor(this.canvas.parentElement!.clientWidth);
        if (width <= 0) {
            return;
        }
        const ratio = Math.max(1, Math.min(2, devicePixelRatio || 1));
        const height = this.layout.height;
        if (
            this.canvas.width !== Math.round(width * ratio) ||
            this.canvas.height !== Math.round(height * ratio)
        ) {
            this.canvas.width = Math.round(width * ratio);
            this.canvas.height = Math.round(height * ratio);
        }
        const ctx = this.canvas.getContext('2d')!;
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        this.canvas.dataset.op = String(this.store.view.op);
        this.tell(paint(ctx, this.scene(width)));
    }

    private tell(painted: Painted): void {
        const [shown, all] = this.shown();
        const many = this.mask
            ? `${shown.toLocaleString('en')} of ${several(all, 'event')} pass the filters. `
            : `${several(all, 'event')}. `;
        const far = painted.isFar
            ? 'Much is in sight: the taller a mark, the more events; zoom in for single messages. '
            : '';
        const band =
            painted.most === 0
                ? ''
                : `At most ${several(painted.most, 'message')} in flight at once here.`;
        if (this.note.textContent !== many + far + band) {
            this.note.textContent = many + far + band;
            this.note.dataset.shown = String(shown);
        }
    }

    private counted: { mask: Uint8Array | null; result: [number, number] } | null = null;

    private shown(): [number, number] {
        if (!this.counted || this.counted.mask !== this.mask) {
            this.counted = { mask: this.mask, result: countShown(this.world, this.mask) };
        }
        return this.counted.result;
    }

    /* --- Mouse. --- */

    private eventsPerPixel(): number {
        return (this.store.view.to - this.store.view.from) / Math.max(1, this.canvas.clientWidth);
    }

    private listen(): void {
        let last: { x: number; moved: number } | null = null;
        const { canvas } = this;
        canvas.addEventListener('pointerdown', (event) => {
            last = { x: event.clientX, moved: 0 };
            canvas.setPointerCapture(event.pointerId);
        });
        canvas.addEventListener('pointermove', (event) => {
            if (last) {
                const by = event.clientX - last.x;
                last = { x: event.clientX, moved: last.moved + Math.abs(by) };
                pan(this.store, this.world, -by * this.eventsPerPixel());
            } else {
                this.tip.show(this.scene(canvas.clientWidth), event.offsetX, event.offsetY);
            }
        });
        canvas.addEventListener('pointerup', (event) => {
            if (last && last.moved < 4) {
                this.choose(event.offsetX, event.offsetY);
            }
            last = null;
        });
        canvas.addEventListener('pointerleave', () => this.tip.hide());
        canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    }

    private wheel(event: WheelEvent): void {
        if (event.ctrlKey || event.metaKey) {
            event.preventDefault();
            const at = event.offsetX / this.canvas.clientWidth;
            zoom(this.store, this.world, Math.exp(event.deltaY * 0.004), at);
        } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            event.preventDefault();
            pan(this.store, this.world, (event.deltaX || event.deltaY) * this.eventsPerPixel());
        }
    }

    private choose(x: number, y: number): void {
        const scene = this.scene(this.canvas.clientWidth);
        const event =
            this.tip.nearest(scene, x, y) ?? Math.floor(scene.from + x * this.eventsPerPixel());
        const op = this.world.op[Math.max(0, Math.min(this.world.n - 1, event))] ?? 0;
        this.store.set({ op });
    }
}

/** Keeps the view within the events, and at least some of them in it. */
export function clamped(world: World, from: number, to: number): { from: number; to: number } {
    const most = Math.max(1, world.n);
    const size = Math.min(most, Math.max(Math.min(LEAST_EVENTS, most), to - from));
    const start = Math.max(0, Math.min(most - size, from));
    return { from: Math.round(start * 100) / 100, to: Math.round((start + size) * 100) / 100 };
}

export function zoom(store: Store, world: World, factor: number, at = 0.5): void {
    const { from, to } = store.view;
    const size = Math.max(LEAST_EVENTS, Math.min(world.n, (to - from) * factor));
    const fixed = from + (to - from) * at;
    store.set(clamped(world, fixed - size * at, fixed + size * (1 - at)));
}

export function pan(store: Store, world: World, by: number): void {
    const { from, to } = store.view;
    store.set(clamped(world, from + by, to + by));
}

/** The change that brings an op into sight, if it is not. */
export function reveal(world: World, view: View, op: number): Partial<View> {
    const [from, to] = world.eventsOf(op);
    if (from >= view.from && Math.min(to, from + 1) <= view.to) {
        return {};
    }
    const size = view.to - view.from;
    return clamped(world, from - size / 2, from + size / 2);
}
