// Any op: what it did, in words, and the state of every node after it.
import { h, panel, replace, say } from './dom';
import { GAUGES, plain, several } from './explain';
import { type Ids, keyOf } from './ids';
import type { Store, View } from './store';
import { type Facts, type Value, type World } from './world';

const IDS_MAX = 24;
const SENTENCES_FIRST = 16;
const EVENTS_MAX = 400;

export class Scrubber {
    readonly element: HTMLElement;
    private range: HTMLInputElement;
    private number: HTMLInputElement;
    private told = h('div', { class: 'told', id: 'told' });
    private state = h('div', {
        id: 'state',
        class: 'table',
        tabindex: 0,
        role: 'group',
        'aria-label': 'State',
    });

    constructor(
        readonly world: World,
        readonly ids: Ids,
        readonly store: Store,
        readonly go: (op: number) => void,
    ) {
        const last = world.lastOp;
        this.range = h('input', {
            id: 'scrub',
            type: 'range',
            min: 0,
            max: last,
            'aria-label': 'Op',
            oninput: () => go(Number(this.range.value)),
        });
        this.number = h('input', {
            id: 'op-number',
            type: 'number',
            min: 0,
            max: last,
            'aria-label': 'Number of the op',
            onchange: () => go(Number(this.number.value)),
        });
        this.element = panel(
            'step',
            'Step by step',
            'Move through the run: what an op did, and what every node was like after it.',
            h(
                'div',
                { class: 'scrub' },
                this.button('\u25c0', 'Previous op', -1),
                this.number,
                h('span', {}, `of ${last}`),
                this.button('\u25b6', 'Next op', 1),
                this.range,
            ),
            this.told,
            this.state,
        );
        this.tell(store.view);
        store.listen((view, before) => {
            if (view.op !== before.op) {
                this.tell(view);
            }
        });
    }

    private button(text: string, label: string, by: number): HTMLElement {
        return h(
            'button',
            {
                type: 'button',
                'aria-label': label,
                title: label,
                onclick: () => this.go(this.store.view.op + by),
            },
            text,
        );
    }

    private tell(view: View): void {
        const { world } = this;
        const { op } = view;
        this.range.value = String(op);
        this.range.setAttribute('aria-valuetext', `op ${op}: ${world.opText(op)}`);
        this.number.value = String(op);
        const sentences = world.sentencesOf(op);
        const finding = world.head.finding;
        replace(
            this.told,
            h(
                'h3',
                {},
                op < world.head.ops ? `op ${op}  ` : '',
                op < world.head.ops ? h('code', {}, world.opText(op)) : world.opText(op),
            ),
            meaningOf(world, op),
            finding && finding.op === op
                ? h(
                      'p',
                      { class: 'bad' },
                      `\u2716 Here it fails: expected ${finding.expected}, got ${finding.got}.`,
                  )
                : null,
            sentences.length > 0
                ? listOf(sentences)
                : h('p', {}, 'Nothing to tell: it changed nothing that has words.'),
            this.idButtons(op),
            this.eventDetails(op),
        );
        replace(this.state, this.stateTable(op));
        say(`op ${op}: ${world.opText(op)}. ${sentences.slice(0, 3).join('. ')}`);
    }

    private idButtons(op: number): HTMLElement | null {
        const [from, to] = this.world.eventsOf(op);
        const found = new Map<string, HTMLElement>();
        for (let event = from; event < to && found.size < IDS_MAX; event++) {
            for (const identity of this.ids.ofEvent(event, IDS_MAX)) {
                const key = keyOf(identity);
                if (!found.has(key) && found.size < IDS_MAX) {
                    found.set(
                        key,
                        h(
                            'button',
                            {
                                type: 'button',
                                class: 'id',
                                onclick: () => this.store.set({ id: key }),
                            },
                            this.ids.name(identity),
                        ),
                    );
                }
            }
        }
        return found.size === 0
            ? null
            : h(
                  'div',
                  { class: 'ids' },
                  h('span', {}, 'IDs in it (click for its life): '),
                  Array.from(found.values()),
              );
    }

    private eventDetails(op: number): HTMLElement {
        const { world } = this;
        const [from, to] = world.eventsOf(op);
        const events = Array.from({ length: Math.min(EVENTS_MAX, to - from) }, (_, i) => from + i);
        return h(
            'details',
            {},
            h('summary', {}, `${several(to - from, 'event')} with all facts`),
            h(
                'div',
                { class: 'table', tabindex: 0, role: 'group', 'aria-label': 'Events' },
                h(
                    'table',
                    {},
                    h(
                        'thead',
                        {},
                        h(
                            'tr',
                            {},
                            ['event', 'kind', 'where', 'facts'].map((name) =>
                                h('th', { scope: 'col' }, name),
                            ),
                        ),
                    ),
                    h(
                        'tbody',
                        {},
                        events.map((event) =>
                            h(
                                'tr',
                                { 'data-event': event },
                                h('td', { class: 'number' }, event),
                                h('td', {}, world.nameOf(event)),
                                h('td', {}, world.laneName(world.lane[event]!)),
                                h('td', {}, h('code', {}, factsText(world.fields(event)))),
                            ),
                        ),
                    ),
                ),
            ),
        );
    }

    private stateTable(op: number): HTMLElement {
        const { world } = this;
        const { node, world: ofWorld } = world.head.gauges;
        const nodes = Array.from({ length: world.nodes }, (_, i) => i);
        return h(
            'div',
            { class: 'states' },
            h(
                'table',
                { class: 'state' },
                h(
                    'caption',
                    {},
                    `State after ${op < world.head.ops ? `op ${op}` : 'the quiet phase'}; what it changed is marked`,
                ),
                h(
                    'thead',
                    {},
                    h(
                        'tr',
                        {},
                        h('th', { scope: 'col' }, 'node'),
                        node.map((name) => h('th', { scope: 'col' }, GAUGES[name] ?? plain(name))),
                    ),
                ),
                h(
                    'tbody',
                    {},
                    nodes.map((index) =>
                        h(
                            'tr',
                            { 'data-node': index },
                            h('th', { scope: 'row' }, world.laneName(index)),
                            node.map((name, gauge) =>
                                this.cell(world.cellOfNode(index, gauge), op, name === 'state'),
                            ),
                        ),
                    ),
                ),
            ),
            h(
                'table',
                { class: 'state' },
                h('caption', {}, 'The whole world'),
                h(
                    'tbody',
                    {},
                    ofWorld.map((name, gauge) =>
                        h(
                            'tr',
                            { 'data-gauge': name },
                            h('th', { scope: 'row' }, GAUGES[name] ?? plain(name)),
                            this.cell(world.cellOfWorld(gauge), op, false),
                        ),
                    ),
                ),
            ),
        );
    }

    private cell(cell: number, op: number, isState: boolean): HTMLElement {
        const { world } = this;
        const after = world.gauge(cell, op);
        const before = world.gauge(cell, op - 1);
        const text = (value: number): string =>
            isState ? (world.head.node_states[value] ?? String(value)) : value.toLocaleString('en');
        if (after === before) {
            return h('td', { class: isState ? '' : 'number' }, text(after));
        }
        return h(
            'td',
            { class: isState ? 'changed' : 'changed number' },
            `${text(before)} \u2192 `,
            h('strong', {}, text(after)),
        );
    }
}

/** Sentences; of many, most are folded. */
function listOf(sentences: string[]): HTMLElement {
    const list = (some: string[]): HTMLElement =>
        h(
            'ul',
            {},
            some.map((text) => h('li', {}, text)),
        );
    const rest = sentences.length - SENTENCES_FIRST;
    return h(
        'div',
        {},
        list(sentences.slice(0, SENTENCES_FIRST)),
        rest > 0
            ? h(
                  'details',
                  {},
                  h('summary', {}, `${rest} more`),
                  list(sentences.slice(SENTENCES_FIRST, EVENTS_MAX)),
              )
            : null,
        sentences.length > EVENTS_MAX
            ? h('p', {}, `The last ${sentences.length - EVENTS_MAX} are left out.`)
            : null,
    );
}

/** What such an op does, and what its numbers are. */
function meaningOf(world: World, op: number): HTMLElement | null {
    const [name, ...values] =
        op < world.head.ops ? world.opText(op).replace(/#.*/, '').trim().split(/\s+/) : [];
    const known = world.head.vocabulary?.ops.find((one) => one.name === name);
    if (!known) {
        return null;
    }
    const named = known.arguments.map((argument, i) => `${argument} ${values[i] ?? ''}`).join(', ');
    return h('p', { class: 'about' }, `${name}: ${known.sentence}${named ? ` (${named})` : ''}`);
}

export function factsText(facts: Facts): string {
    const one = (value: Value): string => {
        if (Array.isArray(value)) {
            return `[${value.map((record) => factsText(record)).join('; ')}]`;
        }
        return String(value);
    };
    return facts.map(({ name, value }) => `${name}=${one(value)}`).join(' ');
}
