// Little in sight: shapes, arrows and words.
import { DASHES, GONE, glyph, lineEnd } from './glyphs';
import { inSight, middleOf, type Scene, scaleOf, xOf } from './scene';

/** Where a message's line begins and ends, or null if it is not to be seen. */
function lineOf(scene: Scene, message: number): number[] | null {
    const { world, layout, mask } = scene;
    const { messages } = world;
    const sent = messages.sent[message]!;
    const end = messages.end[message]!;
    const from = layout.laneRow[messages.from[message]!] ?? -1;
    const to = layout.laneRow[messages.to[message]!] ?? -1;
    if (from < 0 || to < 0 || (mask && !mask[sent] && !(end >= 0 && mask[end]))) {
        return null;
    }
    const x = xOf(scene, sent);
    const last = end < 0 ? xOf(scene, world.n) : xOf(scene, end);
    if (last < 0 || x > scene.width) {
        return null;
    }
    return [x, middleOf(layout.rows[from]!), last, middleOf(layout.rows[to]!)];
}

/** At most limit messages are drawn; returns false, and draws nothing, if there are more. */
export function drawMessages(ctx: CanvasRenderingContext2D, scene: Scene, limit: number): boolean {
    const { messages } = scene.world;
    const lines: [number, number[]][] = [];
    for (let message = 0; message < messages.n; message++) {
        if (messages.sent[message]! >= scene.to) {
            break;
        }
        const line = lineOf(scene, message);
        if (line && lines.push([message, line]) > limit) {
            return false;
        }
    }
    scene.world.head.fates.forEach((fate, index) => {
        const same = lines.filter(([message]) => messages.fate[message] === index);
        if (same.length > 0) {
            drawFate(
                ctx,
                scene,
                fate,
                same.map(([, line]) => line),
                lines.length < 400,
            );
        }
    });
    return true;
}

function drawFate(
    ctx: CanvasRenderingContext2D,
    scene: Scene,
    fate: string,
    lines: number[][],
    withEnds: boolean,
): void {
    const colour = scene.colours.fates[fate] ?? scene.colours.faint;
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = fate === 'arrived' ? 1 : 1.5;
    ctx.setLineDash(withEnds ? (DASHES[fate] ?? []) : []); /* dashes are slow */
    ctx.beginPath();
    const ends: number[][] = [];
    for (const [x0, y0, x1, y1] of lines as [number, number, number, number][]) {
        /* What is lost does not get there: its line stops half way. */
        const [x, y] = GONE.has(fate) ? [x1, (y0 + y1) / 2] : [x1, y1];
        ctx.moveTo(x0, y0);
        ctx.lineTo(x, y);
        ends.push([x, y, Math.atan2(y - y0, x - x0)]);
    }
    ctx.stroke();
    ctx.setLineDash([]);
    if (withEnds) {
        ends.forEach(([x, y, angle]) => lineEnd(ctx, fate, x!, y!, angle!));
    }
}

const SMALL_ROLES = new Set(['message', 'phase', 'other', 'op', 'op-done']);

export function drawEvents(ctx: CanvasRenderingContext2D, scene: Scene): void {
    const { world, layout, mask } = scene;
    const scale = scaleOf(scene);
    const radius = Math.max(2, Math.min(6, scale * 0.6));
    const [from, to] = inSight(scene);
    ctx.lineWidth = 1.75;
    for (let event = from; event < to; event++) {
        const row = layout.rows[layout.rowOf[event]!];
        if (!row || (mask && !mask[event])) {
            continue;
        }
        const role = world.roleOf(event);
        const x = xOf(scene, event);
        const y = middleOf(row);
        ctx.fillStyle = ctx.strokeStyle = scene.colours.roles[role] ?? scene.colours.faint;
        glyph(ctx, role, x, y, radius);
        if (scene.touched.has(event)) {
            ctx.strokeStyle = scene.colours.mark;
            ctx.strokeRect(x - radius - 3, y - radius - 3, 2 * radius + 6, 2 * radius + 6);
        }
    }
    if (scale >= 9) {
        drawNames(ctx, scene, from, to);
    }
}

/** Names of events, where there is room until the next one that has a name. */
function drawNames(ctx: CanvasRenderingContext2D, scene: Scene, from: number, to: number): void {
    const { world, layout, mask } = scene;
    const free = new Map<number, number>();
    ctx.font = '11px system-ui, sans-serif';
    ctx.fillStyle = scene.colours.text;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    for (let event = from; event < to; event++) {
        const index = layout.rowOf[event]!;
        const row = layout.rows[index];
        if (!row || (mask && !mask[event])) {
            continue;
        }
        const role = world.roleOf(event);
        const x = xOf(scene, event) + 7;
        const isSmall = SMALL_ROLES.has(role) && scaleOf(scene) < 40;
        if (isSmall || x < (free.get(index) ?? -1e9)) {
            continue;
        }
        const text = nameOf(scene, event);
        const width = ctx.measureText(text).width;
        ctx.fillText(text, x, middleOf(row) - 1);
        free.set(index, x + width + 6);
    }
}

function nameOf(scene: Scene, event: number): string {
    const { world } = scene;
    const name = world.nameOf(event);
    if (name === 'generated') {
        const runs = world.facts(event).runs;
        if (Array.isArray(runs) && runs.length > 0) {
            return runs
                .map((run) => runText(Number(run[0]!.value), Number(run[1]!.value)))
                .join(', ');
        }
    }
    const id = world.roleOf(event) === 'id' ? world.facts(event).id : undefined;
    return id === undefined ? name : `${name} ${String(id)}`;
}

/** "-1 to -4", "7", with a proper minus. Local IDs count down. */
export function runText(first: number, count: number): string {
    const text = (id: number): string => (id < 0 ? `\u2212${-id}` : `${id}`);
    const last = first < 0 ? first - count + 1 : first + count - 1;
    return count === 1 ? text(first) : `${text(first)} to ${text(last)}`;
}
