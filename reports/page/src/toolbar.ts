// Zoom buttons and filters.
import { h, replace } from './dom';
import { opKinds } from './filter';
import { type Ids, keyOf } from './ids';
import type { Store, View } from './store';
import { clamped, pan, zoom } from './timeline/timeline';
import { short, type World } from './world';

type Option = [value: string, text: string];

function choice(
    name: string,
    store: Store,
    key: 'node' | 'session' | 'kind',
    options: Option[],
): HTMLElement {
    const select = h(
        'select',
        { id: `filter-${key}`, onchange: () => store.set({ [key]: select.value }) },
        [['', 'all'] as Option, ...options].map(([value, text]) => h('option', { value }, text)),
    );
    select.value = store.view[key];
    store.listen((view) => (select.value = view[key]));
    return h('label', {}, `${name} `, select);
}

function sessionsOf(world: World): Option[] {
    const seen = new Set<number>();
    for (let event = 0; event < world.n; event++) {
        if (world.session[event]! >= 0) {
            seen.add(world.session[event]!);
        }
    }
    return Array.from(seen, (index): Option => [world.uuids[index]!, short(world.uuids[index]!)]);
}

function idField(world: World, ids: Ids, store: Store): HTMLElement {
    const isCompressor = world.head.scheme === 'compressor';
    const input = h('input', {
        id: 'filter-id',
        type: 'search',
        size: 24,
        placeholder: isCompressor ? 'final ID, UUID, session/n' : 'an ID',
        title: isCompressor
            ? 'A final ID, a stable ID (UUID), or the first digits of a session, "/", and which of its IDs'
            : 'an ID',
        onchange: () => {
            const identity = ids.parse(input.value);
            const isWrong = input.value.trim() !== '' && !identity;
            input.setCustomValidity(isWrong ? 'No session of this world made such an ID' : '');
            input.reportValidity();
            if (!isWrong) {
                store.set({ id: identity ? keyOf(identity) : '' });
            }
        },
    });
    input.value = store.view.id;
    store.listen((view) => (input.value = view.id));
    return h('label', {}, 'ID ', input);
}

function tick(
    id: string,
    text: string,
    isOn: () => boolean,
    set: (on: boolean) => void,
    store: Store,
): HTMLElement {
    const box = h('input', { id, type: 'checkbox', onchange: () => set(box.checked) });
    box.checked = isOn();
    store.listen(() => (box.checked = isOn()));
    return h('label', { class: 'tick' }, box, ` ${text}`);
}

function hiddenRows(world: World, store: Store): HTMLElement {
    const element = h('div', { class: 'hidden-rows' });
    const tell = (view: View): void => {
        element.hidden = view.hidden.length === 0;
        replace(
            element,
            'Hidden: ',
            view.hidden.map((key) => {
                const [lane, session] = key.split('.').map(Number);
                const name =
                    session === undefined
                        ? world.laneName(lane!)
                        : short(world.uuids[session] ?? '');
                return h(
                    'button',
                    {
                        type: 'button',
                        onclick: () =>
                            store.set({ hidden: store.view.hidden.filter((one) => one !== key) }),
                    },
                    `show ${name}`,
                );
            }),
        );
    };
    tell(store.view);
    store.listen(tell);
    return element;
}

/** Buttons that do what keys do, too. */
function zoomButtons(world: World, store: Store): HTMLElement {
    const button = (text: string, label: string, act: () => void): HTMLElement =>
        h('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, text);
    const size = (): number => store.view.to - store.view.from;
    return h(
        'div',
        { class: 'buttons', role: 'group', 'aria-label': 'Zoom' },
        button('\u2212', 'Zoom out', () => zoom(store, world, 1.6)),
        button('+', 'Zoom in', () => zoom(store, world, 1 / 1.6)),
        button('\u25c0', 'Earlier', () => pan(store, world, -size() / 3)),
        button('\u25b6', 'Later', () => pan(store, world, size() / 3)),
        button('All', 'All: show the whole run', () => store.set(clamped(world, 0, world.n))),
    );
}

export function toolbar(world: World, ids: Ids, store: Store): HTMLElement {
    const isCompressor = world.head.scheme === 'compressor';
    const lanes = world.head.lanes.map((lane, index): Option => [String(index), lane.name]);
    const none: Partial<View> = {
        node: '',
        session: '',
        kind: '',
        led: false,
        only: false,
        hidden: [],
    };
    return h(
        'div',
        { class: 'toolbar' },
        zoomButtons(world, store),
        choice('Lane', store, 'node', lanes),
        isCompressor ? choice('Session', store, 'session', sessionsOf(world)) : null,
        choice(
            'Op',
            store,
            'kind',
            opKinds(world).map((kind): Option => [kind, kind]),
        ),
        idField(world, ids, store),
        tick(
            'filter-only',
            'only this ID',
            () => store.view.only,
            (only) => store.set({ only }),
            store,
        ),
        tick(
            'filter-led',
            'only what led to this op',
            () => store.view.led,
            (led) => store.set({ led }),
            store,
        ),
        isCompressor
            ? tick(
                  'rows-sessions',
                  'a row for each session',
                  () => store.view.lanes === 'sessions',
                  (on) => store.set({ lanes: on ? 'sessions' : 'nodes' }),
                  store,
              )
            : null,
        h(
            'button',
            { type: 'button', id: 'filter-none', onclick: () => store.set(none) },
            'Show everything',
        ),
        hiddenRows(world, store),
    );
}
