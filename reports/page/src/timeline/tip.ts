// What is under the mouse, in words.
import { h, replace } from '../dom';
import { FATES } from '../explain';
import type { World } from '../world';
import { inSight, type Scene, scaleOf, xOf } from './scene';

const REACH = 9; /* pixels */

export class Tip {
    readonly element = h('div', { class: 'tip', hidden: true });

    constructor(readonly world: World) {}

    /** The event next to a place, or null. */
    nearest(scene: Scene, x: number, y: number): number | null {
        const row = scene.layout.rows.findIndex((one) => y >= one.top && y < one.top + one.height);
        const scale = scaleOf(scene);
        const [first, end] = inSight(scene);
        const from = Math.max(first, Math.floor(scene.from + (x - REACH) / scale));
        const to = Math.min(end, Math.ceil(scene.from + (x + REACH) / scale));
        let best: number | null = null;
        for (let event = from; event < to && row >= 0; event++) {
            if (scene.layout.rowOf[event] !== row || (scene.mask && !scene.mask[event])) {
                continue;
            }
            if (best === null || Math.abs(xOf(scene, event) - x) < Math.abs(xOf(scene, best) - x)) {
                best = event;
            }
        }
        return best;
    }

    show(scene: Scene, x: number, y: number): void {
        const event = this.nearest(scene, x, y);
        if (event === null) {
            this.hide();
            return;
        }
        const { world } = this;
        const message = world.message[event]!;
        const fate = message < 0 ? '' : (world.head.fates[world.messages.fate[message]!] ?? '');
        const sentences = world.sentencesOfEvent(event);
        replace(
            this.element,
            h('strong', {}, `op ${world.op[event]}: ${world.nameOf(event)}`),
            (sentences.length > 0 ? sentences : [world.laneName(world.lane[event]!)]).map(
                (sentence) => h('div', {}, sentence),
            ),
            fate ? h('div', {}, `its message: ${FATES[fate] ?? fate}`) : null,
        );
        this.element.hidden = false;
        const isRight = x > scene.width / 2;
        this.element.style.left = isRight ? '' : `${x + 14}px`;
        this.element.style.right = isRight ? `${scene.width - x + 14}px` : '';
        this.element.style.top = `${y + 14}px`;
    }

    hide(): void {
        this.element.hidden = true;
    }
}
