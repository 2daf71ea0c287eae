// What lies behind the events of a row: bars of what lasts, and the drift of a clock.
import { lowerBound, type World } from '../world';
import type { Row } from './rows';
import { middleOf, type Scene, scaleOf, xOf } from './scene';
import { type Drift, driftsOf, type Span, spansOf } from './spans';

const BAR_HEIGHT = 14;

interface Backdrop {
    spans: Span[][];
    drifts: Drift[];
    most: number;
}

const known = new WeakMap<World, Backdrop>();

function backdropOf(world: World): Backdrop {
    let backdrop = known.get(world);
    if (!backdrop) {
        const { lanes, most } = driftsOf(world);
        backdrop = { spans: spansOf(world), drifts: lanes, most };
        known.set(world, backdrop);
    }
    return backdrop;
}

/** Bars of neighbours have a gap between them, and a bar begins with an edge. */
function drawSpans(ctx: CanvasRenderingContext2D, scene: Scene, row: Row, spans: Span[]): void {
    const scale = scaleOf(scene);
    ctx.font = '11px system-ui, sans-serif';
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    let free = -1;
    for (const span of spans) {
        const x0 = Math.max(-2, (span.from - scene.from) * scale);
        const x1 = Math.min(scene.width + 2, (span.to - scene.from) * scale);
        if (x1 < 0 || x0 > scene.width || x1 < free) {
            continue;
        }
        free = x0 + 1; /* of those on one pixel, one is enough */
        ctx.fillStyle = scene.colours.line;
        ctx.fillRect(x0, row.top + 2, Math.max(1, x1 - x0 - 2), BAR_HEIGHT);
        ctx.fillStyle = scene.colours.faint;
        ctx.fillRect(x0, row.top + 2, 2, BAR_HEIGHT);
        if (ctx.measureText(span.label).width + 10 < x1 - x0) {
            ctx.fillStyle = scene.colours.text;
            ctx.fillText(span.label, x0 + 6, row.top + 2 + BAR_HEIGHT / 2);
        }
    }
}

function drawDrift(
    ctx: CanvasRenderingContext2D,
    scene: Scene,
    row: Row,
    drift: Drift,
    most: number,
): void {
    const start = Math.max(0, lowerBound(drift.events, scene.from) - 1);
    const end = Math.min(drift.events.length, lowerBound(drift.events, scene.to) + 1);
    const step = Math.max(1, Math.floor((end - start) / scene.width));
    const middle = middleOf(row);
    const reach = row.height / 2 - 3;
    ctx.strokeStyle = scene.colours.faint;
    ctx.lineWidth = 1;
    ctx.setLineDash([1, 4]);
    ctx.beginPath();
    ctx.moveTo(0, middle);
    ctx.lineTo(scene.width, middle);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.strokeStyle = scene.colours.roles.clock!;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    let before = middle;
    for (let i = start; i < end; i += step) {
        const x = xOf(scene, drift.events[i]!);
        const y = middle - (drift.ahead[i]! / most) * reach;
        ctx.lineTo(x, before);
        ctx.lineTo(x, y);
        before = y;
    }
    ctx.lineTo(scene.width, before);
    ctx.stroke();
}

export function drawBackdrop(ctx: CanvasRenderingContext2D, scene: Scene, row: Row): void {
    if (row.session >= 0) {
        return;
    }
    const { spans, drifts, most } = backdropOf(scene.world);
    drawSpans(ctx, scene, row, spans[row.lane] ?? []);
    if (most > 0 && (drifts[row.lane]?.events.length ?? 0) > 0) {
        drawDrift(ctx, scene, row, drifts[row.lane]!, most);
    }
}

/** The greatest distance of a clock from true time, in seconds. */
export function greatestDrift(world: World): number {
    return backdropOf(world).most;
}

export function hasSpans(world: World): boolean {
    return backdropOf(world).spans.some((lane) => lane.length > 0);
}
