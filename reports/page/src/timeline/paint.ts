// A picture of a timeline, from back to front.
import { lowerBound } from '../world';
import { drawBackdrop } from './backdrop';
import { Raster } from './raster';
import { BAND_HEIGHT, type Row } from './rows';
import { inSight, type Scene, scaleOf, spanOf } from './scene';
import { drawEvents, drawMessages } from './vectors';

const FAILS = '\u2716 fails here';
const LINES_MAX = 4000;
const STATES_MAX = 6000;

const DOWN = new Set(['down', 'stopped', 'gone']);
const HALF = new Set(['offline', 'joining', 'connecting']);

function drawRow(ctx: CanvasRenderingContext2D, scene: Scene, row: Row, index: number): void {
    const { colours } = scene;
    ctx.fillStyle = row.session >= 0 ? colours.ground : index % 2 ? colours.laneAlt : colours.lane;
    ctx.fillRect(0, row.top, scene.width, row.height);
    ctx.strokeStyle = colours.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(0, row.top + 0.5);
    ctx.lineTo(scene.width, row.top + 0.5);
    ctx.stroke();
}

/** When a node is down its row is hatched; when it is up but not connected, only its edge is. */
function drawState(ctx: CanvasRenderingContext2D, scene: Scene, row: Row): void {
    const { world } = scene;
    if (!world.isNode(row.lane) || row.session >= 0) {
        return;
    }
    const { ops, values } = world.history(world.cellOfNode(row.lane, 0));
    const [first, end] = inSight(scene);
    const start = Math.max(0, lowerBound(ops, world.op[first] ?? 0) - 1);
    const stop = Math.min(ops.length, lowerBound(ops, (world.op[end - 1] ?? 0) + 1) + 1);
    if (stop - start > STATES_MAX) {
        return;
    }
    const endOf = (op: number): number => spanOf(scene, op)[1];
    if (start === 0) {
        drawInterval(
            ctx,
            scene,
            row,
            world.head.node_states[0] ?? '',
            -1,
            ops.length ? endOf(ops[0]!) : scene.width,
        );
    }
    for (let i = start; i < stop; i++) {
        const until = i + 1 < ops.length ? endOf(ops[i + 1]!) : scene.width + 1;
        drawInterval(
            ctx,
            scene,
            row,
            world.head.node_states[values[i]!] ?? '',
            endOf(ops[i]!),
            until,
        );
    }
}

function drawInterval(
    ctx: CanvasRenderingContext2D,
    scene: Scene,
    row: Row,
    state: string,
    from: number,
    to: number,
): void {
    const x0 = Math.max(-1, from);
    const x1 = Math.min(scene.width + 1, to);
    if (x1 - x0 < 1 || !(DOWN.has(state) || HALF.has(state))) {
        return;
    }
    ctx.save();
    ctx.beginPath();
    const height = DOWN.has(state) ? row.height : 6;
    ctx.rect(x0, row.top + row.height - height, x1 - x0, height);
    ctx.clip();
    ctx.strokeStyle = scene.colours.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let x = x0 - row.height - (x0 % 6); x < x1; x += 6) {
        ctx.moveTo(x, row.top + row.height);
        ctx.lineTo(x + row.height, row.top);
    }
    ctx.stroke();
    ctx.restore();
    ctx.font = '11px system-ui, sans-serif';
    if (x1 - x0 > ctx.measureText(state).width + 12) {
        ctx.fillStyle = scene.colours.faint;
        ctx.textAlign = 'left';
        ctx.textBaseline = 'bottom';
        ctx.fillText(state, x0 + 4, row.top + row.height - 1);
    }
}

/** A step of 1, 2 or 5 times a power of ten. */
export function roundStep(least: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
    return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least) ?? power * 10;
}

function drawAxis(ctx: CanvasRenderingContext2D, scene: Scene): void {
    const { world, colours } = scene;
    const [first, end] = inSight(scene);
    const firstOp = world.op[first] ?? 0;
    const lastOp = world.op[end - 1] ?? 0;
    const step = roundStep(((lastOp - firstOp + 1) * 70) / scene.width);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    let free = -1e9;
    for (let op = Math.ceil(firstOp / step) * step; op <= lastOp; op += step) {
        const [x0, x1] = spanOf(scene, op);
        if (x0 < free) {
            continue;
        }
        ctx.strokeStyle = colours.line;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(Math.round(x0) + 0.5, 4);
        ctx.lineTo(Math.round(x0) + 0.5, scene.height);
        ctx.stroke();
        free = x0 + drawTick(ctx, scene, op, x0, x1 - x0) + 10;
    }
}

function opLine(scene: Scene, op: number): string {
    return op >= scene.world.head.ops ? '' : scene.world.opText(op).replace(/\s*#.*/, '');
}

function drawTick(
    ctx: CanvasRenderingContext2D,
    scene: Scene,
    op: number,
    x: number,
    room: number,
): number {
    const { world, colours } = scene;
    const isQuiet = op >= world.head.ops;
    const number = isQuiet ? 'quiet phase' : `op ${op}`;
    ctx.font = '600 12px system-ui, sans-serif';
    ctx.fillStyle = colours.text;
    const width = ctx.measureText(number).width;
    ctx.fillText(number, Math.min(x + 4, scene.width - width - 3), 15);
    ctx.font = '11px ui-monospace, monospace';
    const text = opLine(scene, op);
    const textWidth = ctx.measureText(text).width;
    if (textWidth < Math.max(room, 62)) {
        ctx.fillStyle = colours.faint;
        ctx.fillText(text, x + 4, 30);
        return Math.max(width, textWidth);
    }
    return width;
}

/** The current op, and the one that failed. */
function drawMarks(ctx: CanvasRenderingContext2D, scene: Scene): void {
    const { colours, world } = scene;
    const [x0, x1] = spanOf(scene, scene.op);
    ctx.fillStyle = colours.mark;
    ctx.globalAlpha = 0.16;
    ctx.fillRect(x0, 0, Math.max(2, x1 - x0), scene.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(x0, 0, Math.max(3, x1 - x0), 3);
    ctx.fillRect(x0, 0, 1, scene.height);
    const finding = world.head.finding;
    if (!finding || finding.event < 0) {
        return;
    }
    const x = (finding.event + 1 - scene.from) * scaleOf(scene);
    ctx.strokeStyle = colours.bad;
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, scene.height);
    ctx.stroke();
    ctx.font = '700 12px system-ui, sans-serif';
    ctx.textBaseline = 'alphabetic';
    const width = ctx.measureText(FAILS).width;
    const left = x > scene.width - 90 ? x - width - 8 : x + 8;
    ctx.fillStyle = colours.ground;
    ctx.fillRect(left - 3, scene.height - 22, width + 6, 18);
    ctx.fillStyle = colours.bad;
    ctx.textAlign = 'left';
    ctx.fillText(FAILS, left, scene.height - 8);
}

/** The label of the current op, above those of its neighbours. */
function drawCurrent(ctx: CanvasRenderingContext2D, scene: Scene): void {
    const [x0, x1] = spanOf(scene, scene.op);
    if (x1 < 0 || x0 > scene.width) {
        return;
    }
    ctx.font = '11px ui-monospace, monospace';
    const textWidth = Math.min(360, ctx.measureText(opLine(scene, scene.op)).width);
    const width = Math.max(textWidth, 64) + 8;
    const x = Math.max(0, Math.min(x0, scene.width - width));
    ctx.fillStyle = scene.colours.ground;
    ctx.fillRect(x, 3, width, 31);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    drawTick(ctx, scene, scene.op, x, 360);
}

const raster = new Raster();

export interface Painted {
    isFar: boolean; /* too much for single messages: only the band shows them */
    most: number; /* messages on their way at the band's highest point */
}

export function paint(ctx: CanvasRenderingContext2D, scene: Scene): Painted {
    ctx.fillStyle = scene.colours.ground;
    ctx.fillRect(0, 0, scene.width, scene.height);
    scene.layout.rows.forEach((row, index) => {
        drawRow(ctx, scene, row, index);
        drawState(ctx, scene, row);
        drawBackdrop(ctx, scene, row);
    });
    drawAxis(ctx, scene);
    const isFar = scaleOf(scene) < 1 || !drawMessages(ctx, scene, LINES_MAX);
    const hasMessages = scene.world.messages.n > 0;
    const most = hasMessages
        ? raster.density(ctx, scene, scene.height - BAND_HEIGHT + 4, BAND_HEIGHT - 6)
        : 0;
    if (scaleOf(scene) < 1) {
        raster.draw(ctx, scene);
    } else {
        drawEvents(ctx, scene);
    }
    drawMarks(ctx, scene);
    drawCurrent(ctx, scene);
    return { isFar, most };
}
