// What the tests of the page share: a browser, reports that idsim wrote, and the facts that its
// event files tell. The facts are counted here, and by no code of the page's own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const template = join(here, '..', 'report.html');

/** Where reports and pictures go; check/page.sh says where. */
export const scratch = process.env.PAGE_SCRATCH ?? join(here, '..', '..', '..', 'build', 'page');
mkdirSync(scratch, { recursive: true });

function browserPath() {
    const names = ['chromium', 'chromium-browser', 'google-chrome'];
    const folders = (process.env.PATH ?? '').split(':');
    const found = names
        .flatMap((name) => folders.map((folder) => join(folder, name)))
        .find((path) => existsSync(path));
    assert.ok(found, 'there is no chromium; ./dev deps test installs it');
    return found;
}

export function launch() {
    /* No sandbox: it needs rights that a container does not have; the pages are our own. */
    return chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
}

export async function withBrowser(use) {
    const browser = await launch();
    try {
        return await use(browser);
    } finally {
        await browser.close();
    }
}

/**
 * Opens a file. Whatever it says on the console, throws or loads beside itself is in "complaints",
 * which have to be empty at the end.
 */
export async function openPage(
    browser,
    file,
    { width = 1280, height = 900, theme = 'light', hash = '' } = {},
) {
    const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        offline: true,
    });
    const page = await context.newPage();
    const address = pathToFileURL(file).href;
    const complaints = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on('request', (request) => {
        if (request.url().split('#')[0] !== address && !request.url().startsWith('data:')) {
            complaints.push(`request: ${request.url()}`);
        }
    });
    const failed = [];
    page.on('requestfailed', (request) => failed.push(request.failure()?.errorText));
    const started = Date.now();
    await page.goto(hash ? `${address}#${hash}` : address);
    await page.waitForFunction(
        () => document.documentElement.dataset.ready || document.getElementById('problem'),
        null,
        { timeout: 60_000 },
    );
    return { page, complaints, failed, usable: Date.now() - started };
}

/**
 * Has idsim write a report, unless another test has done so, and returns its folder. A failure of
 * the world is no error. check/page.sh begins without any; by hand, remove the folder for new ones.
 */
export function reportOf(name, args, idsim = process.env.IDSIM) {
    assert.ok(idsim, 'IDSIM is not set: check/page.sh runs these tests');
    const directory = join(scratch, name);
    if (existsSync(join(directory, 'report.html'))) {
        return directory;
    }
    try {
        execFileSync(idsim, [...args, '--report', directory], { stdio: 'pipe' });
    } catch (error) {
        assert.equal(error.status, 1, String(error.stderr));
    }
    return directory;
}

/** What an event file says: its head, events and outcome. */
export function eventsOf(directory) {
    const lines = readFileSync(join(directory, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line));
    return { head: parsed[0], events: parsed.slice(1, -1), outcome: parsed.at(-1) };
}

/** Fills the template with a head, for pages that have no world. */
export function writePage(name, head) {
    const text = JSON.stringify({
        format: 1,
        tool: '1',
        made: new Date().toISOString(),
        command_line: [],
        ...head,
    }).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const block = `<script type="application/json" id="idsim-head">${text}</script>`;
    const file = join(scratch, name);
    writeFileSync(
        file,
        readFileSync(template, 'utf8').replace('<!--idsim-data-->', () => block),
    );
    return file;
}

/** A picture of the page, to be looked at. */
export async function picture(page, name) {
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(scratch, `${name}.png`), fullPage: true });
}
