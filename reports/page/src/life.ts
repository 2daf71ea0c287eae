// The life of one ID: its forms, and everything that happened to it.
import { h, panel, replace } from './dom';
import { type Identity, IN_APP_OP, type Ids } from './ids';
import type { Store, View } from './store';
import { runText } from './timeline/vectors';
import type { World } from './world';

const STEPS_FIRST = 8;
const STEPS_MAX = 300;

/** The parts of an ID's life, and the kinds of events that they are made of. */
const STAGES: [title: string, kinds: Set<string>][] = [
    ['Generated', new Set(['generated', 'generated-unique', 'ghost', 'minted', 'made', 'drew'])],
    ['Granted, as a part of a chunk', new Set(['answered', 'installed'])],
    ['Its maker had got its number', new Set(['leased', 'begun', 'numbered', 'woken'])],
    ['Taken and submitted', new Set(['taken', 'submitted', 'sent'])],
    [
        'On its way to the sequencer',
        new Set([
            'arrived',
            'up-lost',
            'up-cut',
            'up-early',
            'up-repeated',
            'up-old',
            'crowded-out',
        ]),
    ],
    ['Ordered', new Set(['sequenced', 'forged'])],
    ['Final on each node', new Set(['applied'])],
    ['Asked about', new Set(['mentioned', 'read', 'split'])],
];
const IN_APP_OPS = 'In application ops, on their way and in the log';
const ELSE = 'Else';

type Step = { event: number; what: string; form: number | null };

function stageOf(name: string, step: Step): string {
    if (step.what.endsWith(IN_APP_OP)) {
        return IN_APP_OPS;
    }
    return STAGES.find(([, kinds]) => kinds.has(name))?.[0] ?? ELSE;
}

export class Life {
    readonly element: HTMLElement;
    private body = h('div', { id: 'life-body' });

    constructor(
        readonly world: World,
        readonly ids: Ids,
        readonly store: Store,
        readonly go: (op: number) => void,
    ) {
        this.element = panel('life', 'The life of an ID', '', this.body);
        this.tell(store.view);
        store.listen((view, before) => {
            if (view.id !== before.id) {
                this.tell(view);
            }
        });
    }

    private tell(view: View): void {
        const identity = view.id === '' ? null : this.ids.parse(view.id);
        if (!identity) {
            replace(
                this.body,
                h(
                    'p',
                    {},
                    view.id === ''
                        ? 'Click an ID, in the ID space or in an op, or write it in the field above the timeline.'
                        : `No ID here is written ${view.id}.`,
                ),
            );
            return;
        }
        const steps = this.ids.life(identity);
        replace(
            this.body,
            h('h3', { 'data-id': view.id }, this.ids.name(identity)),
            this.forms(identity, steps),
            this.repeated(identity, steps),
            [...STAGES.map(([title]) => title), IN_APP_OPS, ELSE].map((title) =>
                this.stage(
                    title,
                    steps.filter((step) => stageOf(this.world.nameOf(step.event), step) === title),
                ),
            ),
            steps.length === 0 ? h('p', {}, 'Nothing that this run tells is about it.') : null,
            h(
                'button',
                { type: 'button', onclick: () => this.store.set({ id: '' }) },
                'Forget this ID',
            ),
        );
    }

    private forms(identity: Identity, steps: Step[]): HTMLElement | null {
        if (identity.kind === 'number') {
            return null;
        }
        const { session, gen } = identity;
        const final = this.ids.finalOf(session, gen);
        const born = steps.find((step) => step.what.startsWith('generated'));
        const row = (name: string, text: string): HTMLElement =>
            h('div', {}, h('dt', {}, name), h('dd', {}, text));
        return h(
            'dl',
            { class: 'forms' },
            row(
                'stable ID (UUID)',
                this.ids.stableOf(session, gen) || 'none: the session has no valid UUID',
            ),
            row(
                'in its session, as it was made',
                born && born.form !== null ? runText(born.form, 1) : 'not generated in this run',
            ),
            row(
                'final ID',
                final
                    ? `${final.final}${final.used ? '' : ' (reserved, not yet assigned)'}`
                    : 'none yet',
            ),
            row('in messages before it is final', runText(-gen, 1)),
        );
    }

    /** An ID that was handed out twice is what most failures are about. */
    private repeated(identity: Identity, steps: Step[]): HTMLElement | null {
        const isMade = (step: Step): boolean => STAGES[0]![1].has(this.world.nameOf(step.event));
        const times = steps.filter(isMade).length;
        if (times < 2) {
            return null;
        }
        const text =
            identity.kind === 'number'
                ? `It was handed out ${times} times. The rules allow that only where clocks went back or leases overlapped; the verdict says whether one was broken.`
                : `It was handed out ${times} times. That is right only if what the node knew was lost in a crash, or if the copies are forks that the log keeps apart.`;
        return h('p', { class: this.world.head.finding ? 'bad' : 'warn' }, `\u25b2 ${text}`);
    }

    private stage(title: string, steps: Step[]): HTMLElement | null {
        if (steps.length === 0) {
            return null;
        }
        return h(
            'div',
            { class: 'stage', 'data-stage': title },
            h('h4', {}, `${title} (${steps.length})`),
            h(
                'ul',
                {},
                steps.slice(0, STEPS_FIRST).map((step) => this.step(step)),
            ),
            steps.length > STEPS_FIRST
                ? h(
                      'details',
                      {},
                      h('summary', {}, `${steps.length - STEPS_FIRST} more`),
                      h(
                          'ul',
                          {},
                          steps.slice(STEPS_FIRST, STEPS_MAX).map((step) => this.step(step)),
                      ),
                  )
                : null,
            steps.length > STEPS_MAX
                ? h('p', {}, `The last ${steps.length - STEPS_MAX} are left out.`)
                : null,
        );
    }

    private step(step: Step): HTMLElement {
        const { world } = this;
        const op = world.op[step.event]!;
        const place = world.laneName(world.lane[step.event]!);
        const form = step.form === null ? '' : `: ${runText(step.form, 1)}`;
        const words = world.sentencesOfEvent(step.event).join('; ');
        return h(
            'li',
            { 'data-event': step.event },
            h(
                'button',
                { type: 'button', class: 'op', onclick: () => this.go(op) },
                op < world.head.ops ? `op ${op}` : 'quiet phase',
            ),
            ` ${place}: ${step.what}${form}`,
            words && !words.includes(step.what)
                ? h('span', { class: 'faint' }, ` \u2014 ${words}`)
                : null,
        );
    }
}
