// Elements. Text always becomes a text node, so nothing that a report says is ever markup.

type Handler = (event: any) => void;
type Value = string | number | boolean | null | undefined | Handler;
export type Child = Node | string | number | null | undefined | false | Child[];

/** A link may only lead to another file beside this one: no scheme, no host. */
export function isSafeHref(href: string): boolean {
    const plain = href.replace(/[\u0000-\u0020]/g, '');
    return !/^[a-z][a-z0-9+.-]*:/i.test(plain) && !/^[/\\]/.test(plain);
}

function append(parent: Node, child: Child): void {
    if (child === null || child === undefined || child === false) {
        return;
    }
    if (Array.isArray(child)) {
        child.forEach((one) => append(parent, one));
    } else {
        parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
}

/** An element with attributes ("on..." are handlers) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Record<string, Value> = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function') {
            element.addEventListener(name.slice(2), value);
        } else if (name === 'href' && !isSafeHref(String(value))) {
            continue;
        } else if (value === true) {
            element.setAttribute(name, '');
        } else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(name, String(value));
        }
    }
    append(element, children);
    return element;
}

export function replace(parent: Element, ...children: Child[]): void {
    parent.replaceChildren();
    append(parent, children);
}

/** A panel of the page: a region with a heading, and perhaps a line that says what one sees. */
export function panel(id: string, title: string, about: string, ...children: Child[]): HTMLElement {
    return h(
        'section',
        { id, class: 'panel', 'aria-labelledby': `${id}-title` },
        h('h2', { id: `${id}-title` }, title),
        about ? h('p', { class: 'about' }, about) : null,
        ...children,
    );
}

let spoken: HTMLElement | null = null;

/** Tells those who cannot see the page what has changed. */
export function say(text: string): void {
    if (!spoken) {
        spoken = h('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
        document.body.appendChild(spoken);
    }
    spoken.textContent = text;
}

/** A button that copies a text. */
export function copyButton(text: string): HTMLElement {
    const button = h(
        'button',
        { type: 'button', class: 'copy', onclick: () => void copy() },
        'Copy',
    );
    async function copy(): Promise<void> {
        try {
            await navigator.clipboard.writeText(text);
        } catch {
            copyBySelection(text);
        }
        button.textContent = 'Copied';
        say('Copied');
        setTimeout(() => (button.textContent = 'Copy'), 2000);
    }
    return button;
}

/** For pages from disk, where some browsers have no clipboard. */
function copyBySelection(text: string): void {
    const area = h('textarea', { class: 'spoken', 'aria-label': 'text to copy' });
    area.value = text;
    document.body.appendChild(area);
    area.select();
    document.execCommand('copy');
    area.remove();
}
