import { h, panel } from './dom';
import { GLOSSARY, HOW } from './explain';

export function howItWorks(scheme: string, isOpen: boolean): HTMLElement {
    return h(
        'details',
        { class: 'panel how', open: isOpen },
        h('summary', {}, 'How this scheme works, in a few sentences'),
        (HOW[scheme] ?? []).map((text) => h('p', {}, text)),
    );
}

export function glossary(): HTMLElement {
    return panel(
        'glossary',
        'Words',
        '',
        h(
            'details',
            {},
            h('summary', {}, 'What the words of this page mean'),
            h(
                'dl',
                { class: 'glossary' },
                GLOSSARY.map(([word, text]) => h('div', {}, h('dt', {}, word), h('dd', {}, text))),
            ),
        ),
    );
}
