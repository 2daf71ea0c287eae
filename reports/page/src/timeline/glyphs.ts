// Shapes: each role has one of its own, so that colour is never the only sign.

export function glyph(
    ctx: CanvasRenderingContext2D,
    role: string,
    x: number,
    y: number,
    r: number,
): void {
    ctx.beginPath();
    switch (role) {
        case 'id':
            ctx.arc(x, y, r, 0, 2 * Math.PI);
            ctx.fill();
            break;
        case 'session':
            polygon(ctx, [x, y - r, x + r, y, x, y + r, x - r, y]);
            break;
        case 'log':
            ctx.fillRect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
            break;
        case 'storage':
            polygon(ctx, [x - r, y - r * 0.8, x + r, y - r * 0.8, x, y + r]);
            break;
        case 'node':
            ctx.arc(x, y, r * 0.8, 0, 2 * Math.PI);
            ctx.stroke();
            break;
        case 'fault':
            cross(ctx, x, y, r);
            break;
        case 'clock':
            ctx.moveTo(x, y - r);
            ctx.lineTo(x, y + r);
            ctx.stroke();
            break;
        default:
            ctx.arc(x, y, r * 0.45, 0, 2 * Math.PI);
            ctx.fill();
    }
}

function polygon(ctx: CanvasRenderingContext2D, points: number[]): void {
    ctx.moveTo(points[0]!, points[1]!);
    for (let i = 2; i < points.length; i += 2) {
        ctx.lineTo(points[i]!, points[i + 1]!);
    }
    ctx.closePath();
    ctx.fill();
}

export function cross(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
    ctx.beginPath();
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r);
    ctx.lineTo(x - r, y + r);
    ctx.stroke();
}

/** How a message's line is broken, by its fate. */
export const DASHES: Record<string, number[]> = {
    arrived: [],
    'in-flight': [6, 3],
    late: [10, 4],
    lost: [2, 4],
    cut: [2, 4],
    'crowded-out': [2, 4],
    nobody: [2, 4],
    damaged: [2, 4],
    early: [4, 3],
    repeated: [8, 3, 2, 3],
    old: [1, 3],
};

/** Fates of which the message does not get where it was to go. */
export const GONE = new Set(['lost', 'crowded-out', 'nobody']);

/** The end of a message's line: an arrow's head, a cross where it was lost, a bar where it was cut. */
export function lineEnd(
    ctx: CanvasRenderingContext2D,
    fate: string,
    x: number,
    y: number,
    angle: number,
): void {
    if (GONE.has(fate) || fate === 'damaged') {
        cross(ctx, x, y, 4);
        return;
    }
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    ctx.beginPath();
    if (fate === 'cut') {
        ctx.moveTo(0, -5);
        ctx.lineTo(0, 5);
        ctx.moveTo(-3, -5);
        ctx.lineTo(-3, 5);
        ctx.stroke();
    } else {
        ctx.moveTo(0, 0);
        ctx.lineTo(-7, -3);
        ctx.lineTo(-7, 3);
        ctx.closePath();
        if (fate === 'arrived' || fate === 'late' || fate === 'early') {
            ctx.fill();
        } else {
            ctx.stroke();
        }
    }
    ctx.restore();
}
