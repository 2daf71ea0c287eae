// The whole run as a strip: faults, the failure, and which part the timeline shows.
import { h } from '../dom';
import type { Store } from '../store';
import { type Colours, colours, onTheme } from '../theme';
import type { World } from '../world';
import { clamped } from './timeline';

const HEIGHT = 36;

export function overview(world: World, store: Store): HTMLElement {
    const canvas = h('canvas', {
        class: 'overview',
        role: 'img',
        'aria-label':
            'The whole run: above, faults; below, how much happened. The frame is what the timeline shows.',
    });
    let pending = false;
    const schedule = (): void => {
        if (!pending) {
            pending = true;
            requestAnimationFrame(() => {
                pending = false;
                draw(canvas, world, store);
            });
        }
    };
    const jump = (event: PointerEvent): void => {
        const { from, to } = store.view;
        const at = (event.offsetX / canvas.clientWidth) * world.n;
        store.set(clamped(world, at - (to - from) / 2, at + (to - from) / 2));
    };
    canvas.addEventListener('pointerdown', (event) => {
        canvas.setPointerCapture(event.pointerId);
        jump(event);
    });
    canvas.addEventListener('pointermove', (event) => event.buttons === 1 && jump(event));
    store.listen(schedule);
    onTheme(schedule);
    const element = h(
        'div',
        { class: 'overview-row' },
        h('span', {}, 'whole run'),
        h('div', {}, canvas),
    );
    new ResizeObserver(schedule).observe(element);
    return element;
}

const backgrounds = new WeakMap<
    World,
    { width: number; ground: string; canvas: HTMLCanvasElement }
>();

/** What does not move; drawn once for each width and theme. */
function background(world: World, width: number, theme: Colours): HTMLCanvasElement {
    const known = backgrounds.get(world);
    if (known && known.width === width && known.ground === theme.ground) {
        return known.canvas;
    }
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = HEIGHT;
    const ctx = canvas.getContext('2d')!;
    ctx.fillStyle = theme.lane;
    ctx.fillRect(0, 0, width, HEIGHT);
    const { faults, all } = countsOf(world, width);
    const most = all.reduce((a, b) => Math.max(a, b), 1);
    const mostFaults = faults.reduce((a, b) => Math.max(a, b), 1);
    for (let x = 0; x < width; x++) {
        ctx.fillStyle = theme.roles.message!;
        const tall = (all[x]! / most) * (HEIGHT - 16);
        ctx.fillRect(x, HEIGHT - tall, 1, tall);
        if (faults[x]! > 0) {
            ctx.fillStyle = theme.roles.fault!;
            ctx.fillRect(x, 0, 1, 4 + (10 * faults[x]!) / mostFaults);
        }
    }
    backgrounds.set(world, { width, ground: theme.ground, canvas });
    return canvas;
}

/** How many faults and how many other events fall on each pixel. */
function countsOf(world: World, width: number): { faults: Uint32Array; all: Uint32Array } {
    const faults = new Uint32Array(width);
    const all = new Uint32Array(width);
    const isFault = world.roles.map((role) => role === 'fault');
    const isPlain = world.roles.map((role) => role !== 'op' && role !== 'op-done');
    for (let event = 0; event < world.n; event++) {
        const x = Math.floor((event / world.n) * width);
        if (isFault[world.kind[event]!]) {
            faults[x]!++;
        } else if (isPlain[world.kind[event]!]) {
            all[x]!++;
        }
    }
    return { faults, all };
}

function draw(canvas: HTMLCanvasElement, world: World, store: Store): void {
    const width = canvas.parentElement!.clientWidth;
    if (width <= 0) {
        return;
    }
    const theme = colours();
    if (canvas.width !== width || canvas.height !== HEIGHT) {
        canvas.width = width;
        canvas.height = HEIGHT;
    }
    const ctx = canvas.getContext('2d')!;
    ctx.drawImage(background(world, width, theme), 0, 0);
    const { from, to, op } = store.view;
    const place = (event: number): number => (event / world.n) * width;
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2;
    ctx.strokeRect(place(from) + 1, 1, Math.max(3, place(to) - place(from) - 2), HEIGHT - 2);
    ctx.fillStyle = theme.mark;
    ctx.fillRect(place(world.eventsOf(op)[0]), 0, 2, HEIGHT);
    if (world.head.finding) {
        ctx.fillStyle = theme.bad;
        ctx.fillRect(Math.min(width - 3, place(world.head.finding.event + 1)), 0, 3, HEIGHT);
    }
}
