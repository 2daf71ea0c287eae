// What shapes and lines mean; only those that this world has.
import { h } from './dom';
import { FATES, ROLES } from './explain';
import { secondsText } from './table';
import { greatestDrift, hasSpans } from './timeline/backdrop';
import { DASHES, GONE, glyph, lineEnd } from './timeline/glyphs';
import { colours, onTheme } from './theme';
import type { World } from './world';

type Draw = (ctx: CanvasRenderingContext2D) => void;

function sample(width: number, draw: Draw): HTMLElement {
    const canvas = h('canvas', {
        width: width * 2,
        height: 36,
        class: 'sample',
        'aria-hidden': 'true',
    });
    const redraw = (): void => {
        const ctx = canvas.getContext('2d')!;
        ctx.setTransform(2, 0, 0, 2, 0, 0);
        ctx.clearRect(0, 0, width, 18);
        draw(ctx);
    };
    canvas.style.width = `${width}px`;
    canvas.style.height = '18px';
    redraw();
    onTheme(redraw);
    return canvas;
}

function role(name: string): HTMLElement {
    const drawn = sample(18, (ctx) => {
        ctx.fillStyle = ctx.strokeStyle = colours().roles[name] ?? colours().faint;
        ctx.lineWidth = 1.75;
        glyph(ctx, name, 9, 9, 5);
    });
    return h('li', {}, drawn, ` ${ROLES[name] ?? name}`);
}

function fate(name: string): HTMLElement {
    const drawn = sample(44, (ctx) => {
        ctx.fillStyle = ctx.strokeStyle = colours().fates[name] ?? colours().faint;
        ctx.lineWidth = 1.5;
        ctx.setLineDash(DASHES[name] ?? []);
        ctx.beginPath();
        ctx.moveTo(2, 9);
        ctx.lineTo(GONE.has(name) ? 26 : 40, 9);
        ctx.stroke();
        ctx.setLineDash([]);
        lineEnd(ctx, name, GONE.has(name) ? 30 : 41, 9, 0);
    });
    return h('li', {}, drawn, ` ${FATES[name] ?? name}`);
}

const SPANS: Record<string, string> = {
    snowflake: 'A bar: how long a node runs with a coordinator number.',
    sequence: 'A bar: the chunk that a coordinator draws from, or how long a master is in office.',
    korder: 'A bar: how long a node runs with a number, and whether it is strict or faithful.',
};

export function legend(world: World): HTMLElement {
    const drift = greatestDrift(world);
    const roles = Object.keys(ROLES).filter((name) =>
        world.kind.some((kind) => world.roles[kind] === name),
    );
    const fates = world.head.fates.filter((_, index) => world.messages.fate.includes(index));
    return h(
        'details',
        { class: 'legend', open: true },
        h('summary', {}, 'What the signs mean'),
        h('ul', {}, roles.map(role)),
        fates.length > 0
            ? h('p', {}, 'A line is a message, from where it is sent to where it ends:')
            : null,
        h('ul', {}, fates.map(fate)),
        hasSpans(world) ? h('p', {}, SPANS[world.head.scheme] ?? '') : null,
        drift > 0
            ? h(
                  'p',
                  {},
                  `The thin line in the row of a node is its clock against true time: on the dotted line it is right, above it ahead; the edge of the row is ${secondsText(drift)}.`,
              )
            : null,
        h(
            'p',
            {},
            'Time runs to the right, an event a step. Hatched: the node is down; a hatched edge: up, but not connected. ',
            'Drag to move, Ctrl and the wheel to zoom, click to go to an op.',
        ),
    );
}
