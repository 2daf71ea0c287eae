// The top of a world's page: what came out, what to paste, and what broke.
import { copyButton, h } from './dom';
import type { WorldHead } from './format';
import { levelled } from './table';

const LEVEL: Record<string, string> = {
    PASS: 'green',
    FAIL: 'red',
    BROKEN: 'red',
    VACUOUS: 'amber',
};

const KINDS: Record<string, string> = {
    crash: 'the process crashed',
    hang: 'it did not end in time',
    memory: 'it used too much memory',
    killed: 'the process was killed',
    determinism: 'the same world gave two digests',
};

export function verdictWord(verdict: string): Node {
    return h('strong', { class: 'verdict' }, levelled(LEVEL[verdict], verdict));
}

/** A command with its copy button. */
export function commandLine(text: string): HTMLElement {
    return h('div', { class: 'command' }, h('code', {}, text), copyButton(text));
}

function fact(name: string, value: string | number | null): HTMLElement | null {
    return value === null || value === ''
        ? null
        : h('div', {}, h('dt', {}, name), h('dd', {}, String(value)));
}

/** The rule that broke, and what came beside what should have come. */
function broken(head: WorldHead, go: (op: number) => void): HTMLElement | null {
    const finding = head.finding;
    if (!finding) {
        return null;
    }
    const place = finding.quiet
        ? 'in the quiet phase, when faults had stopped and everything was delivered'
        : `op ${finding.op}`;
    return h(
        'div',
        { class: 'finding' },
        h(
            'p',
            {},
            h(
                'strong',
                {},
                finding.kind === 'invariant'
                    ? `Broken: ${finding.invariant}. `
                    : `${finding.kind}: `,
            ),
            finding.sentence || (KINDS[finding.kind] ?? ''),
        ),
        h(
            'div',
            { class: 'sides' },
            h(
                'div',
                {},
                h('h2', {}, 'Expected'),
                h('p', { id: 'expected' }, finding.expected || '\u2013'),
            ),
            h('div', {}, h('h2', {}, 'Found'), h('p', { id: 'found' }, finding.got || '\u2013')),
        ),
        h('p', {}, 'Where: ', finding.where || '\u2013'),
        h(
            'p',
            {},
            `When: ${place} `,
            finding.op_text ? h('code', {}, finding.op_text) : '',
            ' ',
            h('button', { type: 'button', onclick: () => go(finding.op) }, 'Show it'),
        ),
        finding.blame
            ? h(
                  'p',
                  {},
                  `Whose bug: ${finding.blame}`,
                  finding.blame_reason ? ` (${finding.blame_reason})` : '',
              )
            : null,
    );
}

export function verdict(head: WorldHead, go: (op: number) => void): HTMLElement {
    const config = Object.entries(head.config).filter(([name]) => name !== 'scheme');
    return h(
        'section',
        { id: 'verdict', class: 'panel', 'aria-label': 'Verdict' },
        h(
            'dl',
            { class: 'facts' },
            h('div', {}, h('dt', {}, 'verdict'), h('dd', {}, verdictWord(head.verdict))),
            fact('scenario', head.scenario),
            fact('seed', head.seed),
            fact('scheme', head.scheme),
            fact('ops', head.ops.toLocaleString('en')),
            fact('events', head.events.toLocaleString('en')),
            fact('digest', head.digest),
            config.map(([name, value]) => fact(name.replace(/_/g, ' '), value)),
        ),
        broken(head, go),
        head.events_left_out > 0
            ? h(
                  'p',
                  { class: 'bad' },
                  `\u25b2 The last ${head.events_left_out.toLocaleString('en')} events are left out here: there are too many. The event file has them.`,
              )
            : null,
        head.ops_until < head.ops
            ? h('p', {}, `Of its ${head.ops} ops, ${head.ops_until} were played.`)
            : null,
        head.stuck
            ? h('p', { class: 'warn' }, `\u25b2 Some IDs can never become final: ${head.stuck}`)
            : null,
        h('p', { class: 'about' }, 'To play it again:'),
        commandLine(head.repro),
        head.files.length > 0
            ? h(
                  'p',
                  {},
                  'Beside this file: ',
                  head.files.map((file, i) => [
                      i > 0 ? ', ' : '',
                      h('a', { href: file.href }, file.name),
                  ]),
              )
            : null,
    );
}
