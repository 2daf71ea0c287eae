// Reads the data of this file and shows the page for its kind.
import { ageOf } from './age';
import { besidePanel } from './beside';
import { readBlocks } from './blocks';
import { type Child, h, replace } from './dom';
import { FORMAT, type Report, type WorldsReport } from './format';
import { indexPage, measuredPage } from './measuredpage';
import { pairPanel } from './pair';
import { Store } from './store';
import { sweepPage } from './sweeppage';
import { themeSwitch } from './theme';
import { World } from './world';
import { firstView, fitted, worldParts } from './worldpage';

function frame(report: Report, extra: Child, body: Child): void {
    document.title = report.title;
    const age = ageOf(report.made, null);
    replace(
        document.getElementById('page')!,
        h(
            'header',
            {},
            h('h1', {}, report.title),
            h('div', { class: 'tools' }, extra, themeSwitch()),
        ),
        h('main', {}, body),
        h(
            'footer',
            {},
            h(
                'p',
                {},
                `Made ${age.text} by idsim ${report.tool}`,
                report.command_line.length > 0
                    ? [' with ', h('code', {}, report.command_line.join(' '))]
                    : '',
            ),
            h('p', {}, 'This file holds everything that it shows. It loads nothing.'),
        ),
    );
}

function fail(words: string): void {
    replace(
        document.getElementById('page')!,
        h(
            'main',
            { class: 'panel' },
            h('h1', {}, 'This report cannot be shown'),
            h('p', { id: 'problem' }, words),
        ),
    );
}

function headOf(): Report {
    const element = document.getElementById('idsim-head');
    if (!element) {
        throw new Error('The file has no data: it is the template that idsim fills.');
    }
    const report = JSON.parse(element.textContent ?? '') as Report;
    if (report.format !== FORMAT) {
        throw new Error(
            `Its data are of format ${String(report.format)}; this page knows format ${FORMAT}. Take the page and the data from one version of idsim.`,
        );
    }
    return report;
}

/** Which of two worlds is shown below: in the address, too. The page of the other is made anew. */
function worldNumber(count: number): number {
    const wanted = Number(new URLSearchParams(location.hash.slice(1)).get('world') ?? 0);
    return wanted === 1 && count > 1 ? 1 : 0;
}

async function showWorlds(report: WorldsReport): Promise<void> {
    const worlds: World[] = [];
    for (let i = 0; i < report.worlds.length; i++) {
        worlds.push(new World(report.worlds[i]!, await readBlocks(i)));
    }
    const index = worldNumber(worlds.length);
    const world = worlds[index]!;
    const store = new Store({ ...firstView(world), world: 0 }, (view) => fitted(world, view));
    const choose = (number: number, op: number): void => {
        location.hash = `world=${number}&op=${op}`;
        location.reload();
    };
    const { element, openKeys, navigator } = worldParts(world.head, world, store);
    const [first, second] = worlds;
    if (first && second) {
        element
            .querySelector('#timeline')!
            .after(besidePanel([first, second], index, store, report.difference));
    }
    const pair = first && second ? pairPanel([first, second], report.difference, choose) : null;
    const which = pair
        ? h('p', { class: 'panel which' }, `Below: ${world.head.label || `world ${index}`}`)
        : null;
    frame(report, h('button', { type: 'button', id: 'open-keys', onclick: openKeys }, 'Keys (?)'), [
        pair,
        which,
        element,
    ]);
    if (!new URLSearchParams(location.hash.slice(1)).has('from')) {
        navigator.go(store.view.op); /* an address with an op only: bring it into sight */
    }
}

async function show(): Promise<void> {
    const report = headOf();
    switch (report.kind) {
        case 'world':
        case 'pair':
            await showWorlds(report);
            break;
        case 'sweep':
            frame(report, null, sweepPage(report));
            break;
        case 'page':
            frame(report, null, measuredPage(report));
            break;
        case 'index':
            frame(report, null, indexPage(report));
            break;
        default:
            throw new Error(
                `It is of a kind that this page does not know: ${String((report as { kind: unknown }).kind)}`,
            );
    }
    document.documentElement.dataset.ready = 'yes';
}

show().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
