// Keys. Each does what a button does, too. None works while a text is being written.
import { h } from './dom';

export interface Key {
    key: string;
    shown: string;
    text: string;
    act: () => void;
}

function isWriting(event: KeyboardEvent): boolean {
    const target = event.target as HTMLElement;
    if (target instanceof HTMLInputElement) {
        return target.type !== 'checkbox';
    }
    const isList = target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
    return (
        isList ||
        (target instanceof HTMLButtonElement && (event.key === 'Enter' || event.key === ' '))
    );
}

/** A dialog that tells the keys. */
function help(keys: Key[]): HTMLDialogElement {
    const dialog = h(
        'dialog',
        { id: 'keys', 'aria-labelledby': 'keys-title' },
        h('h2', { id: 'keys-title' }, 'Keys'),
        h(
            'table',
            {},
            h(
                'tbody',
                {},
                keys.map((key) =>
                    h(
                        'tr',
                        {},
                        h('th', { scope: 'row' }, h('kbd', {}, key.shown)),
                        h('td', {}, key.text),
                    ),
                ),
            ),
        ),
        h('form', { method: 'dialog' }, h('button', {}, 'Close')),
    );
    return dialog;
}

export function listenToKeys(keys: Key[]): { open: () => void } {
    const all = [...keys];
    const open = (): void => dialog.showModal();
    all.push({ key: '?', shown: '?', text: 'this list', act: open });
    const dialog = help(all);
    document.body.appendChild(dialog);
    addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || isWriting(event)) {
            return;
        }
        const isScrolled =
            (event.target as HTMLElement).closest?.('.table') && event.key.startsWith('Arrow');
        const key = all.find((one) => one.key === event.key);
        if (key && !isScrolled) {
            event.preventDefault();
            key.act();
        }
    });
    return { open };
}
