// What a picture of a timeline is made from, and where things are in it.
import type { Colours } from '../theme';
import { lowerBound, type World } from '../world';
import type { Layout, Row } from './rows';

export interface Scene {
    world: World;
    layout: Layout;
    mask: Uint8Array | null; /* 0: filtered out */
    from: number; /* events; may lie between two */
    to: number;
    width: number;
    height: number;
    colours: Colours;
    op: number; /* the current one */
    touched: Set<number>; /* events that touch the chosen ID */
}

export function scaleOf(scene: Scene): number {
    return scene.width / (scene.to - scene.from);
}

/** The middle of an event. */
export function xOf(scene: Scene, event: number): number {
    return (event + 0.5 - scene.from) * scaleOf(scene);
}

export function middleOf(row: Row): number {
    return row.top + row.height / 2;
}

/** The events that are in sight. */
export function inSight(scene: Scene): [number, number] {
    return [Math.max(0, Math.floor(scene.from)), Math.min(scene.world.n, Math.ceil(scene.to))];
}

/** From where to where an op is; ops without events do not exist, each has its own. */
export function spanOf(scene: Scene, op: number): [number, number] {
    const { world } = scene;
    const from = lowerBound(world.op, op);
    const to = lowerBound(world.op, op + 1);
    const scale = scaleOf(scene);
    return [(from - scene.from) * scale, (to - scene.from) * scale];
}
