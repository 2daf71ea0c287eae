// The line of final IDs, and what each session handed out.
import { h, panel, replace } from './dom';
import { several } from './explain';
import { type Ids, keyOf } from './ids';
import type { Store } from './store';
import { colours, onTheme } from './theme';
import { runText } from './timeline/vectors';
import { short, type World } from './world';

const LINE_HEIGHT = 46;
const STRIP_HEIGHT = 18;
const SESSIONS_FIRST = 16;
const CLUSTERS_FIRST = 200;

interface Piece {
    cluster: number;
    x: number; /* in weights */
    weight: number;
}

/** Clusters side by side. A huge one is drawn smaller than it is, so that others can be seen. */
function piecesOf(world: World): { pieces: Piece[]; sum: number } {
    const { clusters } = world;
    const order = Array.from({ length: clusters.n }, (_, i) => i);
    order.sort((a, b) => Number(clusters.first[a]! - clusters.first[b]!));
    const sizes = order.map((cluster) => Number(clusters.capacity[cluster]!)).sort((a, b) => a - b);
    const most = Math.max(16, 8 * (sizes[sizes.length >> 1] ?? 1));
    let x = 0;
    const pieces = order.map((cluster) => {
        const weight = Math.min(most, Number(clusters.capacity[cluster]!));
        x += weight;
        return { cluster, x: x - weight, weight };
    });
    return { pieces, sum: Math.max(1, x) };
}

function fitted(canvas: HTMLCanvasElement, height: number): CanvasRenderingContext2D | null {
    const width = canvas.parentElement?.clientWidth ?? 0;
    if (width <= 0) {
        return null;
    }
    const ratio = Math.max(1, Math.min(2, devicePixelRatio || 1));
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.height = `${height}px`;
    const ctx = canvas.getContext('2d')!;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    return ctx;
}

/** Hatched: reserved. Dotted: a ghost's. */
function hatch(
    ctx: CanvasRenderingContext2D,
    x: number,
    y: number,
    width: number,
    height: number,
    colour: string,
): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(x, y, width, height);
    ctx.clip();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let at = x - height - (x % 5); at < x + width; at += 5) {
        ctx.moveTo(at, y + height);
        ctx.lineTo(at + height, y);
    }
    ctx.stroke();
    ctx.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    ctx.restore();
}

const placesOf = new WeakMap<World, Map<number, number>>();

/** A colour for each session: those with clusters first, so that neighbours differ. */
export function sessionColour(world: World, session: number): string {
    let places = placesOf.get(world);
    if (!places) {
        places = new Map();
        for (const known of [...world.clusters.session, ...world.session]) {
            if (known >= 0 && !places.has(known)) {
                places.set(known, places.size);
            }
        }
        placesOf.set(world, places);
    }
    const { sessions } = colours();
    return sessions[(places.get(session) ?? 0) % sessions.length]!;
}

class Line {
    readonly canvas = h('canvas', { class: 'idline', role: 'img' });
    private readonly pieces: Piece[];
    private readonly sum: number;

    constructor(
        readonly world: World,
        readonly ids: Ids,
        readonly store: Store,
    ) {
        const { pieces, sum } = piecesOf(world);
        this.pieces = pieces;
        this.sum = sum;
        this.canvas.setAttribute(
            'aria-label',
            `The line of final IDs: ${pieces.length} clusters; the table below has them, too`,
        );
        this.canvas.addEventListener('click', (event) => this.choose(event.offsetX));
        this.canvas.addEventListener('pointermove', (event) => this.hint(event.offsetX));
    }

    draw(): void {
        const ctx = fitted(this.canvas, LINE_HEIGHT);
        if (!ctx) {
            return;
        }
        const theme = colours();
        const colourOf = new Map<number, string>();
        const scale = this.canvas.parentElement!.clientWidth / this.sum;
        ctx.clearRect(0, 0, 1e5, LINE_HEIGHT);
        ctx.font = '11px system-ui, sans-serif';
        for (const piece of this.pieces) {
            const session = this.world.clusters.session[piece.cluster]!;
            const colour = colourOf.get(session) ?? sessionColour(this.world, session);
            colourOf.set(session, colour);
            this.drawPiece(ctx, piece, scale, colour, theme.text);
        }
        this.drawChosen(ctx, scale, theme.text);
    }

    private drawPiece(
        ctx: CanvasRenderingContext2D,
        piece: Piece,
        scale: number,
        colour: string,
        text: string,
    ): void {
        const { clusters } = this.world;
        const x = piece.x * scale;
        const width = piece.weight * scale;
        const share =
            Number(clusters.count[piece.cluster]!) /
            Math.max(1, Number(clusters.capacity[piece.cluster]!));
        hatch(ctx, x, 14, width, 26, colour);
        ctx.fillStyle = colour;
        ctx.fillRect(x, 14, width * share, 26);
        if (clusters.ghost[piece.cluster]) {
            ctx.fillStyle = colours().ground;
            for (let at = x + 3; at < x + width * share - 1; at += 6) {
                ctx.fillRect(at, 20, 3, 3);
                ctx.fillRect(at, 30, 3, 3);
            }
        }
        ctx.fillStyle = text;
        ctx.fillRect(x, 8, 1, 34);
        const label = String(clusters.first[piece.cluster]!);
        if (ctx.measureText(label).width + 6 < width) {
            ctx.fillText(label, x + 3, 11);
        }
    }

    private drawChosen(ctx: CanvasRenderingContext2D, scale: number, colour: string): void {
        const identity = this.store.view.id === '' ? null : this.ids.parse(this.store.view.id);
        if (identity?.kind !== 'generated') {
            return;
        }
        const place = this.ids.finalOf(identity.session, identity.gen);
        const { clusters } = this.world;
        const piece = this.pieces.find((one) => {
            const offset = (place?.final ?? -1) - Number(clusters.first[one.cluster]!);
            return offset >= 0 && offset < Number(clusters.capacity[one.cluster]!);
        });
        if (place && piece) {
            const offset = place.final - Number(clusters.first[piece.cluster]!);
            const x =
                (piece.x + (offset / Number(clusters.capacity[piece.cluster]!)) * piece.weight) *
                scale;
            ctx.strokeStyle = colour;
            ctx.lineWidth = 2;
            ctx.strokeRect(x - 2, 6, Math.max(6, scale) + 2, 38);
        }
    }

    /** The cluster at a place, and which of its IDs. */
    private at(x: number): { cluster: number; offset: number } | null {
        const at = (x / this.canvas.clientWidth) * this.sum;
        const piece = this.pieces.find((one) => at >= one.x && at < one.x + one.weight);
        if (!piece) {
            return null;
        }
        const capacity = Number(this.world.clusters.capacity[piece.cluster]!);
        return {
            cluster: piece.cluster,
            offset: Math.floor(((at - piece.x) / piece.weight) * capacity),
        };
    }

    private choose(x: number): void {
        const found = this.at(x);
        if (found) {
            const { clusters, uuids } = this.world;
            const session = uuids[clusters.session[found.cluster]!]!;
            const gen = Number(clusters.gen[found.cluster]!) + found.offset;
            this.store.set({ id: keyOf({ kind: 'generated', session, gen }) });
        }
    }

    private hint(x: number): void {
        const found = this.at(x);
        if (found) {
            const { clusters, uuids } = this.world;
            const isUsed = found.offset < Number(clusters.count[found.cluster]!);
            const state = isUsed
                ? clusters.ghost[found.cluster]
                    ? 'of a ghost'
                    : 'used'
                : 'reserved';
            const final = Number(clusters.first[found.cluster]!) + found.offset;
            this.canvas.title = `final ID ${final}: ${state}, session ${short(uuids[clusters.session[found.cluster]!]!)}`;
        }
    }
}

type Run = { gen: number; count: number; eager: boolean; event: number };

/** What a session handed out: local IDs below, eager finals above. */
function strip(
    world: World,
    store: Store,
    session: number,
    runs: Run[],
    most: number,
): { element: HTMLElement; draw: () => void } {
    const canvas = h('canvas', { class: 'strip', role: 'img' });
    const uuid = world.uuids[session] ?? '';
    const local = runs.reduce((sum, run) => sum + (run.eager ? 0 : run.count), 0);
    const eager = runs.reduce((sum, run) => sum + (run.eager ? run.count : 0), 0);
    canvas.setAttribute('aria-label', `session ${uuid}: ${local} local IDs, ${eager} eager finals`);
    canvas.addEventListener('click', (event) => {
        const gen = 1 + Math.floor((event.offsetX / canvas.clientWidth) * most);
        store.set({ id: keyOf({ kind: 'generated', session: uuid, gen }) });
    });
    const draw = (): void => {
        const ctx = fitted(canvas, STRIP_HEIGHT);
        if (!ctx) {
            return;
        }
        const scale = canvas.parentElement!.clientWidth / most;
        ctx.fillStyle = colours().lane;
        ctx.fillRect(0, 0, 1e5, STRIP_HEIGHT);
        const colour = sessionColour(world, session);
        for (const run of runs) {
            const x = (run.gen - 1) * scale;
            const width = Math.max(1.5, run.count * scale - (scale > 3 ? 1 : 0));
            if (run.eager) {
                ctx.fillStyle = colour;
                ctx.fillRect(x, 1, width, 7);
            } else {
                hatch(ctx, x, 10, width, 7, colour);
            }
        }
    };
    const element = h(
        'div',
        { class: 'strip-row', 'data-session': uuid, 'data-local': local, 'data-eager': eager },
        h('span', { title: uuid }, h('code', {}, short(uuid))),
        h('div', {}, canvas),
        h('span', { class: 'faint' }, `${local} local, ${eager} eager`),
    );
    return { element, draw };
}

function clusterRow(world: World, store: Store, i: number): HTMLElement {
    const { clusters } = world;
    const session = world.uuids[clusters.session[i]!]!;
    const gen = Number(clusters.gen[i]!);
    const finals = runText(Number(clusters.first[i]!), Number(clusters.capacity[i]!));
    const choose = (): void => store.set({ id: keyOf({ kind: 'generated', session, gen }) });
    const since = clusters.op[i]! >= world.head.ops ? 'quiet phase' : String(clusters.op[i]!);
    const ghost = clusters.ghost[i] ? ' (ghost)' : '';
    const number = (child: Node | string): HTMLElement => h('td', { class: 'number' }, child);
    return h(
        'tr',
        {},
        number(h('button', { type: 'button', class: 'id', onclick: choose }, finals)),
        h('td', {}, swatch(world, clusters.session[i]!), h('code', {}, short(session)), ghost),
        number(String(clusters.count[i]!)),
        number(String(clusters.capacity[i]! - clusters.count[i]!)),
        number(String(gen)),
        number(since),
    );
}

function clusterTable(world: World, store: Store): HTMLElement {
    const { clusters } = world;
    const body = h('tbody');
    const order = Array.from({ length: clusters.n }, (_, i) => i);
    order.sort((a, b) => Number(clusters.first[a]! - clusters.first[b]!));
    const fill = (most: number): void => {
        replace(
            body,
            order.slice(0, most).map((i) => clusterRow(world, store, i)),
        );
        more.hidden = clusters.n <= most;
    };
    const all = `show all ${clusters.n} clusters`;
    const more = h('button', { type: 'button', onclick: () => fill(Infinity) }, all);
    fill(CLUSTERS_FIRST);
    const names = ['final IDs', 'session', 'used', 'reserved', 'first gen count', 'since op'];
    const heads = names.map((name) => h('th', { scope: 'col' }, name));
    return h(
        'details',
        {},
        h('summary', {}, `${several(clusters.n, 'cluster')} as a table`),
        h(
            'div',
            { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Clusters' },
            h('table', {}, h('thead', {}, h('tr', {}, heads)), body),
            more,
        ),
    );
}

function swatch(world: World, session: number): HTMLElement {
    const element = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    const paint = (): void => {
        element.style.backgroundColor = sessionColour(world, session);
    };
    paint();
    onTheme(paint);
    return element;
}

function totals(world: World): HTMLElement {
    const { clusters } = world;
    let [used, reserved, ghost] = [0n, 0n, 0n];
    for (let i = 0; i < clusters.n; i++) {
        reserved += clusters.capacity[i]! - clusters.count[i]!;
        if (clusters.ghost[i]) {
            ghost += clusters.count[i]!;
        } else {
            used += clusters.count[i]!;
        }
    }
    return h(
        'p',
        {
            id: 'id-totals',
            'data-used': String(used),
            'data-reserved': String(reserved),
            'data-ghost': String(ghost),
        },
        `${used} used (filled), ${reserved} reserved (hatched), ${ghost} of ghosts (dotted), in ${several(clusters.n, 'cluster')}. A number is the first final ID of its cluster.`,
    );
}

export function idSpace(world: World, ids: Ids, store: Store): HTMLElement {
    const line = new Line(world, ids, store);
    const runs = Array.from(ids.runs()).sort((a, b) => a[1][0]!.event - b[1][0]!.event);
    const most = Math.max(
        1,
        ...runs.map(([, list]) =>
            list.reduce((end, run) => Math.max(end, run.gen + run.count - 1), 1),
        ),
    );
    const strips = runs.map(([session, list]) => strip(world, store, session, list, most));
    const rows = h(
        'div',
        { class: 'strips' },
        strips.slice(0, SESSIONS_FIRST).map((one) => one.element),
    );
    const draw = (): void => {
        line.draw();
        strips.forEach((one) => one.draw());
    };
    const all = (): void => {
        replace(
            rows,
            strips.map((one) => one.element),
        );
        more.hidden = true;
        draw();
    };
    const more = h(
        'button',
        { type: 'button', onclick: all },
        `show all ${strips.length} sessions`,
    );
    more.hidden = strips.length <= SESSIONS_FIRST;
    store.listen((view, before) => view.id !== before.id && line.draw());
    onTheme(draw);
    const element = panel(
        'ids',
        'ID space',
        'The final IDs in order, coloured by session, as the node that has applied most saw them at the end. Click one for its life.',
        h('div', { class: 'idline-box' }, line.canvas),
        totals(world),
        clusterTable(world, store),
        h('h3', {}, 'What each session handed out'),
        h(
            'p',
            { class: 'about' },
            `Its first ID to the left, ${most} to the right. Filled, above: eager finals. Hatched, below: local IDs.`,
        ),
        rows,
        more,
    );
    new ResizeObserver(draw).observe(element);
    return element;
}
