// Much in sight: events become pixels of a bitmap, and messages the density of an area.
import { inSight, type Scene, scaleOf } from './scene';

/** What falls on one pixel is stacked in this order, the last on top. */
const STACK = [
    'op',
    'op-done',
    'phase',
    'other',
    'clock',
    'message',
    'id',
    'log',
    'session',
    'node',
    'storage',
    'fault',
];

function packed(colour: string, alpha = 255): number {
    const value = Number.parseInt(colour.slice(1, 7), 16);
    const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export class Raster {
    private canvas = document.createElement('canvas');
    private image: ImageData | null = null;
    private pixels = new Uint32Array(0);
    private count = new Uint16Array(0); /* by row, role and pixel */
    private going = new Int32Array(0);

    private prepare(width: number, height: number, rows: number): void {
        if (!this.image || this.image.width !== width || this.image.height !== height) {
            this.canvas.width = width;
            this.canvas.height = height;
            this.image = new ImageData(width, height);
            this.pixels = new Uint32Array(this.image.data.buffer);
        } else {
            this.pixels.fill(0);
        }
        if (this.count.length < width * rows * STACK.length) {
            this.count = new Uint16Array(width * rows * STACK.length);
        } else {
            this.count.fill(0);
        }
        this.going = new Int32Array(width + 1);
    }

    private gather(scene: Scene): void {
        const { world, layout, mask, width } = scene;
        const places = Uint8Array.from(world.roles, (role) => Math.max(0, STACK.indexOf(role)));
        const scale = scaleOf(scene);
        const [from, to] = inSight(scene);
        const { rowOf } = layout;
        const { kind } = world;
        for (let event = from; event < to; event++) {
            const row = rowOf[event]!;
            if (row < 0 || (mask && !mask[event])) {
                continue;
            }
            const x = Math.max(0, Math.min(width - 1, ((event + 0.5 - scene.from) * scale) | 0));
            this.count[(row * STACK.length + places[kind[event]!]!) * width + x]!++;
        }
    }

    /** Columns of pixels; the more events fall on one, the taller. Each role has its share of it. */
    private fill(scene: Scene): void {
        const palette = STACK.map((role) =>
            packed(scene.colours.roles[role] ?? scene.colours.faint),
        );
        scene.layout.rows.forEach((row, index) => {
            const tallest = row.height - 4;
            const least = row.height * 0.25;
            const middle = Math.round(row.top + row.height / 2);
            for (let x = 0; x < scene.width; x++) {
                const total = this.total(index, x, scene.width);
                if (total > 0) {
                    const tall = Math.min(tallest, least * (1 + 0.6 * Math.log2(total))) | 0;
                    this.column(palette, index, x, scene.width, middle + (tall >> 1), tall / total);
                }
            }
        });
    }

    private total(row: number, x: number, width: number): number {
        let total = 0;
        for (
            let place = 0, at = row * STACK.length * width + x;
            place < STACK.length;
            place++, at += width
        ) {
            total += this.count[at]!;
        }
        return total;
    }

    private column(
        palette: number[],
        row: number,
        x: number,
        width: number,
        bottom: number,
        each: number,
    ): void {
        let below = 0;
        for (let place = 0; place < STACK.length; place++) {
            const count = this.count[(row * STACK.length + place) * width + x]!;
            if (count === 0) {
                continue;
            }
            const first = bottom - Math.round(below * each);
            below += count;
            const last = bottom - Math.round(below * each);
            for (let y = last, at = last * width + x; y < first; y++, at += width) {
                this.pixels[at] = palette[place]!;
            }
        }
    }

    draw(ctx: CanvasRenderingContext2D, scene: Scene): void {
        this.prepare(scene.width, scene.height, scene.layout.rows.length);
        this.gather(scene);
        this.fill(scene);
        const bitmap = this.canvas.getContext('2d')!;
        bitmap.putImageData(this.image!, 0, 0);
        ctx.drawImage(this.canvas, 0, 0);
    }

    /** How many messages are on their way at each pixel, as an area along the bottom. */
    density(ctx: CanvasRenderingContext2D, scene: Scene, top: number, height: number): number {
        const { messages } = scene.world;
        const { width } = scene;
        const scale = scaleOf(scene);
        const going =
            this.going.length === width + 1 ? this.going.fill(0) : new Int32Array(width + 1);
        for (let message = 0; message < messages.n; message++) {
            const start = (messages.sent[message]! - scene.from) * scale;
            const end =
                messages.end[message]! < 0 ? width : (messages.end[message]! - scene.from) * scale;
            if (start < width && end >= 0) {
                going[Math.max(0, start | 0)]!++;
                going[Math.max(0, Math.min(width, (end | 0) + 1))]!--;
            }
        }
        let most = 1;
        for (let x = 1; x < width; x++) {
            going[x]! += going[x - 1]!;
            most = Math.max(most, going[x]!);
        }
        ctx.beginPath();
        ctx.moveTo(0, top + height);
        for (let x = 0; x < width; x++) {
            ctx.lineTo(x, top + height - (going[x]! / most) * height);
        }
        ctx.lineTo(width, top + height);
        ctx.closePath();
        ctx.fillStyle = scene.colours.fates['in-flight']!;
        ctx.fill();
        return most;
    }
}
