// The page of one world.
import { coverage } from './coverage';
import { h, say } from './dom';
import { targetOf } from './filter';
import type { WorldHead } from './format';
import { glossary, howItWorks } from './glossary';
import { idSpace } from './idspace';
import { Ids, keyOf } from './ids';
import { type Key, listenToKeys } from './keys';
import { legend } from './legend';
import { Life } from './life';
import { inevitable, numbers } from './numbers';
import { panel } from './dom';
import { Scrubber } from './scrubber';
import { Store, type View } from './store';
import { overview } from './timeline/overview';
import { clamped, pan, reveal, Timeline, zoom } from './timeline/timeline';
import { toolbar } from './toolbar';
import { verdict } from './verdict';
import type { World } from './world';

const FIRST_EVENTS = 120;
const EXAMPLES_TRIED = 40;
const SESSION_ROWS_MAX = 30;

/** Where a reader begins: at the failure, or else at the start. */
export function firstView(world: World): View {
    const finding = world.head.finding;
    const op = finding ? Math.min(finding.op, world.lastOp) : 0;
    const end = finding && finding.event >= 0 ? finding.event + 1 : 0;
    const size = Math.min(world.n, FIRST_EVENTS);
    const from = finding ? end - size + 10 : 0;
    const pairs = new Set<string>();
    for (let event = 0; event < world.n; event++) {
        if (world.session[event]! >= 0) {
            pairs.add(`${world.lane[event]}.${world.session[event]}`);
        }
    }
    const lanes = pairs.size > SESSION_ROWS_MAX ? 'nodes' : 'sessions';
    return {
        ...Store.first(),
        op,
        lanes,
        id: finding ? idOf(world, finding.event) : exampleOf(world),
        ...clamped(world, from, from + size),
    };
}

/** The address may say anything. */
export function fitted(world: World, view: View): View {
    const op = Math.max(0, Math.min(world.lastOp, Math.round(view.op)));
    return { ...view, op, ...clamped(world, view.from, view.to) };
}

/** The ID that a failure is about, as far as its last event tells. */
function idOf(world: World, event: number): string {
    if (event < 0 || event >= world.n) {
        return '';
    }
    const ids = new Ids(world);
    const [from] = world.eventsOf(world.op[event]!);
    for (let at = event; at >= from; at--) {
        const [identity] = ids.ofEvent(at, 1);
        if (identity) {
            return keyOf(identity);
        }
    }
    return '';
}

/** Of the first IDs the one to which most happened: from it one learns how the scheme works. */
function exampleOf(world: World): string {
    const ids = new Ids(world);
    let best = '';
    let most = 0;
    let tried = 0;
    for (let event = 0; event < world.n && tried < EXAMPLES_TRIED; event++) {
        const isMade = ['generated', 'minted', 'made', 'drew'].includes(world.nameOf(event));
        const [identity] = isMade ? ids.ofEvent(event, 1) : [];
        if (identity) {
            tried++;
            const life = ids.life(identity);
            const times = life.filter(
                (touch) => world.kind[touch.event] === world.kind[event],
            ).length;
            const length =
                times === 1 ? life.length : 1; /* one that is made twice is no good example */
            if (length > most) {
                most = length;
                best = keyOf(identity);
            }
        }
    }
    return best;
}

export class Navigator {
    constructor(
        readonly world: World,
        readonly ids: Ids,
        readonly store: Store,
    ) {}

    go = (op: number): void => {
        const wanted = Math.max(0, Math.min(this.world.lastOp, Math.round(op) || 0));
        this.store.set({ op: wanted, ...reveal(this.world, this.store.view, wanted) });
    };

    private goToEvent(event: number | undefined, none: string): void {
        if (event === undefined) {
            say(none);
        } else {
            this.go(this.world.op[event]!);
        }
    }

    nextFault(by: 1 | -1): void {
        const { world } = this;
        const [from, to] = world.eventsOf(this.store.view.op);
        for (let event = by > 0 ? to : from - 1; event >= 0 && event < world.n; event += by) {
            if (world.roleOf(event) === 'fault') {
                this.goToEvent(event, '');
                return;
            }
        }
        say(by > 0 ? 'No fault after this op' : 'No fault before this op');
    }

    /** A world ends at its first failure, so there is one at most. */
    nextFailure(by: 1 | -1): void {
        const { world } = this;
        const finding = world.head.finding;
        const { op } = this.store.view;
        if (finding && (by > 0 ? finding.op > op : finding.op < op)) {
            this.go(finding.op);
            return;
        }
        say(finding ? 'There is no other failure' : 'This world has no failure');
    }

    nextTouch(by: 1 | -1): void {
        const identity = this.store.view.id === '' ? null : this.ids.parse(this.store.view.id);
        if (!identity) {
            say('Choose an ID first');
            return;
        }
        const { op } = this.store.view;
        const events = this.ids.life(identity).map((touch) => touch.event);
        const next =
            by > 0
                ? events.find((event) => this.world.op[event]! > op)
                : events.reverse().find((event) => this.world.op[event]! < op);
        this.goToEvent(
            next,
            by > 0 ? 'Nothing touches this ID later' : 'Nothing touches this ID earlier',
        );
    }
}

function keysOf(navigator: Navigator): Key[] {
    const { store, world } = navigator;
    const step = (by: number): void => navigator.go(store.view.op + by);
    const size = (): number => store.view.to - store.view.from;
    return [
        { key: 'ArrowLeft', shown: '\u2190', text: 'previous op', act: () => step(-1) },
        { key: 'ArrowRight', shown: '\u2192', text: 'next op', act: () => step(1) },
        { key: 'PageUp', shown: 'Page up', text: 'ten ops back', act: () => step(-10) },
        { key: 'PageDown', shown: 'Page down', text: 'ten ops on', act: () => step(10) },
        { key: 'Home', shown: 'Home', text: 'first op', act: () => navigator.go(0) },
        {
            key: 'End',
            shown: 'End',
            text: 'last op, or the quiet phase',
            act: () => navigator.go(world.lastOp),
        },
        {
            key: 'n',
            shown: 'n',
            text: 'the failure after this op',
            act: () => navigator.nextFailure(1),
        },
        {
            key: 'N',
            shown: 'N',
            text: 'the failure before this op',
            act: () => navigator.nextFailure(-1),
        },
        { key: 'f', shown: 'f', text: 'next fault', act: () => navigator.nextFault(1) },
        { key: 'F', shown: 'F', text: 'previous fault', act: () => navigator.nextFault(-1) },
        {
            key: 't',
            shown: 't',
            text: 'next touch of the chosen ID',
            act: () => navigator.nextTouch(1),
        },
        {
            key: 'T',
            shown: 'T',
            text: 'previous touch of the chosen ID',
            act: () => navigator.nextTouch(-1),
        },
        { key: '+', shown: '+', text: 'zoom in', act: () => zoom(store, world, 1 / 1.6) },
        { key: '-', shown: '\u2212', text: 'zoom out', act: () => zoom(store, world, 1.6) },
        {
            key: '[',
            shown: '[',
            text: 'move the timeline to earlier',
            act: () => pan(store, world, -size() / 4),
        },
        {
            key: ']',
            shown: ']',
            text: 'move the timeline to later',
            act: () => pan(store, world, size() / 4),
        },
        {
            key: '0',
            shown: '0',
            text: 'the whole run',
            act: () => store.set(clamped(world, 0, world.n)),
        },
        {
            key: 'l',
            shown: 'l',
            text: 'only what led to this op, or everything',
            act: () => store.set({ led: !store.view.led }),
        },
        {
            key: '/',
            shown: '/',
            text: 'write an ID',
            act: () => document.getElementById('filter-id')?.focus(),
        },
    ];
}

/** The name of the event that "what led to this" is about, under the filters. */
function ledNote(world: World, store: Store): HTMLElement {
    const note = h('p', { class: 'about', id: 'led-note' });
    const tell = (): void => {
        const target = targetOf(world, store.view.op);
        note.hidden = !store.view.led;
        note.textContent = `Only what led to event ${target} (${world.nameOf(Math.max(0, target))}, ${world.laneName(world.lane[Math.max(0, target)] ?? -1)}): what its session and its node had done before, and what messages brought there. Answers, and messages that were lost or ignored, changed nothing and are left out.`;
    };
    tell();
    store.listen(tell);
    return note;
}

export function worldParts(
    head: WorldHead,
    world: World,
    store: Store,
): { element: HTMLElement; openKeys: () => void; navigator: Navigator } {
    const ids = new Ids(world);
    const navigator = new Navigator(world, ids, store);
    const timeline = new Timeline(world, ids, store);
    const { open } = listenToKeys(keysOf(navigator));
    const element = h(
        'div',
        {},
        verdict(head, navigator.go),
        howItWorks(head.scheme, head.finding === null),
        panel(
            'timeline',
            'Timeline',
            '',
            toolbar(world, ids, store),
            ledNote(world, store),
            timeline.element,
            overview(world, store),
            legend(world),
        ),
        h(
            'div',
            { class: 'halves' },
            new Scrubber(world, ids, store, navigator.go).element,
            new Life(world, ids, store, navigator.go).element,
        ),
        inevitable(world, store, navigator.go),
        head.scheme === 'compressor' ? idSpace(world, ids, store) : null,
        numbers(world, store, navigator.go),
        coverage(head),
        glossary(),
    );
    return { element, openKeys: open, navigator };
}
