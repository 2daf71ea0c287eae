// The page of a passing world of the ID compressor, against what its event file says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventsOf, launch, openPage, picture, reportOf } from './support.mjs';

const directory = reportOf('world', ['run', 'offline', '--seed', '3', '--ops', '500']);
const { head, events, outcome } = eventsOf(directory);
const file = join(directory, 'report.html');
const isSeen = (event) => event.kind !== 'op' && event.kind !== 'op-done';
const text = (page, selector) => page.locator(selector).first().innerText();

let browser;
let opened;
let page;
before(async () => {
    browser = await launch();
    opened = await openPage(browser, file);
    page = opened.page;
});
after(async () => {
    await browser.close();
});

async function shown() {
    await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    return Number(await page.getAttribute('[data-shown]', 'data-shown'));
}

async function goTo(op) {
    await page.fill('#op-number', String(op));
    await page.keyboard.press('Enter');
    await page.evaluate(() => document.activeElement.blur());
}

test('the top says verdict, scenario, seed, digest and the line to paste', async () => {
    const verdict = await text(page, '#verdict');
    for (const fact of [
        outcome.outcome,
        'offline',
        outcome.digest,
        `replay offline --seed ${head.seed}`,
    ]) {
        assert.ok(verdict.includes(fact), `${fact} is not in: ${verdict}`);
    }
});

test('every event passes when there is no filter', async () => {
    assert.equal(await shown(), events.filter(isSeen).length);
});

test('the scrubber shows the state that the events lead to', async () => {
    const states = {
        started: 'offline',
        up: 'offline',
        connecting: 'joining',
        connected: 'connected',
        offline: 'offline',
        crashed: 'down',
        left: 'down',
    };
    for (const op of [17, 120, 301, 499]) {
        await goTo(op);
        const past = events.filter((event) => event.op <= op);
        const expected = { log: past.filter((event) => event.kind === 'sequenced').length };
        expected.ids = past
            .filter((event) => event.kind === 'generated')
            .flatMap((event) => event.runs)
            .reduce((sum, run) => sum + run.count, 0);
        expected.ids += past.filter(
            (event) => event.kind === 'generated-unique' && event.status === 'ok',
        ).length;
        for (const [gauge, value] of Object.entries(expected)) {
            const cell = await text(page, `#state tr[data-gauge="${gauge}"] td`);
            assert.equal(
                Number(cell.replace(/.*→/, '').replace(/,/g, '')),
                value,
                `${gauge} after op ${op}`,
            );
        }
        for (let node = 0; node < head.world.nodes; node++) {
            const last = past.findLast((event) => event.node === node && event.kind in states);
            const cell = await text(page, `#state tr[data-node="${node}"] td`);
            assert.equal(
                cell.replace(/.*→ /, ''),
                last ? states[last.kind] : 'down',
                `node ${node} after op ${op}`,
            );
        }
    }
});

test('an op is told with its line, its sentences and all its events', async () => {
    const op = events.find((event) => event.kind === 'taken' && event.op > 50).op;
    await goTo(op);
    const story = readFileSync(join(directory, 'story.txt'), 'utf8').split('\n');
    const line = story.findIndex((one) => one.trim().startsWith(`${op}  `));
    assert.ok(line >= 0);
    const told = await text(page, '#told');
    assert.ok(told.includes(story[line].trim().replace(/^\d+\s+/, '')));
    assert.ok(
        told.includes(story[line + 1].trim()),
        `"${story[line + 1].trim()}" is not in: ${told}`,
    );
    await page.locator('#told summary').last().click();
    const rows = page.locator('#told tr[data-event]');
    const expected = events.filter((event) => event.op === op);
    assert.equal(await rows.count(), expected.length);
    assert.deepEqual(
        await rows.locator('td:nth-child(2)').allInnerTexts(),
        expected.map((event) => event.kind),
    );
});

test('keys move from op to op, and from fault to fault', async () => {
    await goTo(100);
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.inputValue('#op-number'), '101');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.inputValue('#op-number'), '99');
    const faults = [
        'crashed',
        'crowded-out',
        'up-lost',
        'up-cut',
        'up-repeated',
        'up-old',
        'down-lost',
        'down-cut',
        'down-repeated',
        'cut',
        'blocked',
        'sequencer-restarted',
        'damage',
        'forged',
    ];
    await page.keyboard.press('f');
    const first = events.find((event) => event.op > 99 && faults.includes(event.kind));
    assert.equal(Number(await page.inputValue('#op-number')), first.op);
    await page.keyboard.press('Home');
    assert.equal(await page.inputValue('#op-number'), '0');
});

test('filters leave what they say', async () => {
    const seen = events.filter(isSeen);
    const session = seen.find((event) => event.kind === 'generated').session;
    await page.selectOption('#filter-session', session);
    assert.equal(
        await shown(),
        seen.filter((event) => JSON.stringify(event).includes(session)).length,
    );
    await page.selectOption('#filter-session', '');
    await page.selectOption('#filter-kind', 'generate');
    const generates = new Set(
        events
            .filter(
                (event) => event.kind === 'op' && event.name === 'generate' && event.op < head.ops,
            )
            .map((event) => event.op),
    );
    assert.equal(await shown(), seen.filter((event) => generates.has(event.op)).length);
    await page.click('#filter-none');
    assert.equal(await shown(), seen.length);
});

test('only what led to an op is a part of what was before it', async () => {
    const op = events.findLast((event) => event.kind === 'applied' && event.op < head.ops).op;
    await goTo(op);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('l');
    const led = await shown();
    const before = events.filter((event) => isSeen(event) && event.op <= op).length;
    assert.ok(led > 2 && led < before, `${led} of ${before}`);
    assert.ok(await page.isChecked('#filter-led'));
    await page.keyboard.press('l');
    assert.equal(await shown(), events.filter(isSeen).length);
});

/** Per session: how many calls that generated IDs may have led to event at most, and must have. */
function boundsOfLed(at) {
    const past = events.slice(0, at + 1);
    const target = past[at];
    const ordered = past.filter(
        (event) => event.kind === 'sequenced' && event.position <= target.position,
    );
    const key = (event) => `${event.client} ${event.client_epoch} ${event.number}`;
    const sent = new Set(ordered.map(key));
    const entry = ordered.find((event) => event.position === target.position);
    const bounds = new Map();
    for (const { session, node } of past.filter((event) => event.kind === 'generated')) {
        const submissions = past.filter(
            (event) => event.kind === 'submitted' && event.node === node && sent.has(key(event)),
        );
        const last = node === target.node ? at : past.lastIndexOf(submissions.at(-1));
        const own = past.findLastIndex(
            (event) =>
                event.kind === 'submitted' &&
                key(event) === key(entry) &&
                event.range_session === session,
        );
        const made = (end) =>
            past
                .slice(0, Math.max(0, end))
                .filter((event) => event.kind === 'generated' && event.session === session).length;
        const known =
            bounds.get(session); /* a session may move, with a snapshot, to another node */
        bounds.set(session, { most: Math.max(made(last), known?.most ?? 0), least: made(own) });
    }
    return bounds;
}

test('what led to an applied entry: what its session did before, and nothing that was not sent', async () => {
    await page.selectOption('#filter-kind', 'generate');
    let isSharp = false;
    for (const from of [150, 260, 400]) {
        /* An op that ends with it: what led to an op is what led to its last event. */
        const isLast = (event, i) => events.slice(i + 1).find(isSeen)?.op !== event.op;
        const at = events.findIndex(
            (event, i) =>
                event.kind === 'applied' &&
                event.op > from &&
                event.finals.length > 0 &&
                isLast(event, i),
        );
        await goTo(events[at].op);
        await page.evaluate(() => document.activeElement.blur());
        await page.check('#filter-led');
        for (const [session, { most, least }] of boundsOfLed(at)) {
            await page.selectOption('#filter-session', session);
            const count = await shown();
            assert.ok(
                count <= most && count >= least,
                `op ${events[at].op}, session ${session}: ${count}, not ${least} to ${most}`,
            );
            const all = events
                .slice(0, at)
                .filter((event) => event.kind === 'generated' && event.session === session).length;
            isSharp ||= most < all - 1;
        }
        await page.selectOption('#filter-session', '');
        await page.uncheck('#filter-led');
    }
    assert.ok(isSharp, 'no session here did more than it sent');
    await page.click('#filter-none');
});

/** An ID that became final: the first of a range that was applied, and that somebody mentioned. */
function someId() {
    for (const entry of events.filter(
        (event) => event.kind === 'sequenced' && event.range_count > 0,
    )) {
        const born = events.find(
            (event) =>
                event.kind === 'generated' &&
                event.session === entry.range_session &&
                event.runs.some((run) => run.first === -entry.first_gen_count),
        );
        const applied = events.filter(
            (event) =>
                event.kind === 'applied' &&
                event.position === entry.position &&
                event.status === 'ok',
        );
        const asked = events.filter(
            (event) =>
                event.kind === 'mentioned' &&
                event.session === entry.range_session &&
                (event.id === -entry.first_gen_count || event.id === applied[0]?.finals[0].first),
        );
        if (born && applied.length > 1 && asked.length > 0) {
            return {
                entry,
                born,
                applied,
                asked,
                session: entry.range_session,
                gen: entry.first_gen_count,
            };
        }
    }
    throw new Error('no such ID in this world');
}

async function opsOfStage(stage) {
    const texts = await page.locator(`#life [data-stage="${stage}"] button.op`).allTextContents();
    return texts.map((one) => (one === 'quiet phase' ? head.ops : Number(one.replace('op ', ''))));
}

test('the life of an ID is what the events say of it', async () => {
    const { entry, born, applied, asked, session, gen } = someId();
    await page.fill('#filter-id', `${session.slice(0, 13)}/${gen}`);
    await page.keyboard.press('Enter');
    assert.equal(await page.getAttribute('#life h3', 'data-id'), `${session}/${gen}`);
    assert.ok((await opsOfStage('Generated')).includes(born.op));
    assert.deepEqual(await opsOfStage('Ordered'), [entry.op]);
    assert.deepEqual(
        await opsOfStage('Final on each node'),
        applied.map((event) => event.op),
    );
    const told = await opsOfStage('Asked about');
    for (const event of asked) {
        assert.ok(told.includes(event.op), `it was mentioned in op ${event.op}`);
    }
    const forms = await text(page, '#life .forms');
    assert.ok(
        forms.includes(`\u2212${gen}`) && forms.includes(String(applied[0].finals[0].first)),
        forms,
    );
    await picture(page, 'world');
});

test('t goes to the next touch of the chosen ID', async () => {
    const { applied } = someId();
    await goTo(applied[0].op - 1);
    await page.keyboard.press('t');
    assert.equal(Number(await page.inputValue('#op-number')), applied[0].op);
});

test('a click on an ID shows its life', async () => {
    const op = events.find((event) => event.kind === 'generated').op;
    const { session } = events.find((event) => event.kind === 'generated');
    await goTo(op);
    await page.locator('#told button.id').first().click();
    assert.equal(await page.getAttribute('#life h3', 'data-id'), `${session}/1`);
    await page.locator('.idline').click({ position: { x: 2, y: 25 } });
    const first = events.find(
        (event) => event.kind === 'applied' && event.finals.some((run) => run.first === 0),
    );
    const entry = events.find(
        (event) => event.kind === 'sequenced' && event.position === first.position,
    );
    assert.equal(
        await page.getAttribute('#life h3', 'data-id'),
        `${entry.range_session}/${entry.first_gen_count}`,
    );
});

test('the ID space has as many final IDs as were assigned', async () => {
    const finals = new Set();
    for (const run of events
        .filter((event) => event.kind === 'applied')
        .flatMap((event) => event.finals)) {
        for (let i = 0; i < run.count; i++) {
            finals.add(run.first + i);
        }
    }
    const [used, ghost] = await Promise.all(
        ['used', 'ghost'].map((name) => page.getAttribute('#id-totals', `data-${name}`)),
    );
    assert.equal(Number(used) + Number(ghost), finals.size);
});

test('each session has as many local IDs and eager finals as it generated', async () => {
    const counts = {};
    for (const event of events.filter((one) => one.kind === 'generated')) {
        counts[event.session] ??= { local: 0, eager: 0 };
        for (const run of event.runs) {
            counts[event.session][run.first < 0 ? 'local' : 'eager'] += run.count;
        }
    }
    for (const row of await page.locator('.strip-row').all()) {
        const expected = counts[await row.getAttribute('data-session')];
        assert.equal(Number(await row.getAttribute('data-local')), expected.local);
        assert.equal(Number(await row.getAttribute('data-eager')), expected.eager);
    }
});

async function inSight() {
    await page.waitForTimeout(250);
    const words = new URLSearchParams(new URL(page.url()).hash.slice(1));
    return [Number(words.get('from') ?? 0), Number(words.get('to') ?? 0)];
}

test('the timeline zooms and moves, by keys and by the mouse', async () => {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('0');
    assert.deepEqual(await inSight(), [0, events.length]);
    await page.keyboard.press('+');
    const [from, to] = await inSight();
    assert.ok(to - from < events.length * 0.7 && from > 0 && to < events.length);
    await page.keyboard.press(']');
    const [later] = await inSight();
    assert.ok(later > from);
    await page.locator('#timeline canvas').first().scrollIntoViewIfNeeded();
    const box = await page.locator('#timeline canvas').first().boundingBox();
    const y = box.y + 60;
    await page.mouse.move(box.x + 300, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, y, { steps: 5 });
    await page.mouse.up();
    const [dragged] = await inSight();
    assert.ok(
        Math.abs(later - dragged - (100 / box.width) * (to - from)) < 2,
        `${later} to ${dragged}`,
    );
});

/** How many pixels of the timeline have exactly a colour. */
function pixels(colour) {
    return page.evaluate(([red, green, blue]) => {
        const canvas = document.querySelector('#timeline canvas');
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
            willReadFrequently: true,
        });
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
            count += data[i] === red && data[i + 1] === green && data[i + 2] === blue ? 1 : 0;
        }
        return count;
    }, colour);
}

const GREEN = [0x00, 0x9e, 0x73]; /* IDs */

test('what is filtered out is not drawn, near and far', async () => {
    for (const key of ['0', '+++++++']) {
        await page.evaluate(() => document.activeElement.blur());
        for (const one of key) {
            await page.keyboard.press(one);
        }
        await shown();
        assert.ok((await pixels(GREEN)) > 50);
        await page.selectOption('#filter-kind', 'resize');
        await shown();
        assert.equal(await pixels(GREEN), 0);
        await page.click('#filter-none');
    }
});

test('a click on the timeline goes to an op, and what is under the mouse is told', async () => {
    const at = events.findIndex((event, i) => event.kind === 'saved' && i > 200);
    const other = await openPage(browser, file, {
        hash: `from=${at - 20}&to=${at + 20}&op=0&lanes=nodes`,
    });
    const canvas = other.page.locator('#timeline canvas').first();
    const box = await canvas.boundingBox();
    const row = await other.page
        .locator('.gutter .row', { hasText: `node ${events[at].node}` })
        .boundingBox();
    const position = { x: (20.5 / 40) * box.width, y: row.y + row.height / 2 - box.y };
    await canvas.hover({ position });
    assert.ok(
        (await other.page.locator('.tip').first().innerText()).startsWith(
            `op ${events[at].op}: saved`,
        ),
    );
    await canvas.click({ position });
    assert.equal(Number(await other.page.inputValue('#op-number')), events[at].op);
    assert.deepEqual(other.complaints, []);
    await other.page.close();
});

test('a row can be hidden and comes back', async () => {
    const rows = page.locator('.gutter .row');
    const all = await rows.count();
    await page.locator('.gutter .row .hide').first().click();
    assert.equal(await rows.count(), all - 1);
    await page.locator('.hidden-rows button').first().click();
    assert.equal(await rows.count(), all);
});

test('a link shows the same view', async () => {
    const { session, gen } = someId();
    await page.fill('#filter-id', `${session}/${gen}`);
    await page.keyboard.press('Enter');
    await goTo(222);
    await page.waitForTimeout(300);
    const hash = new URL(page.url()).hash.slice(1);
    const other = await openPage(browser, file, { hash });
    assert.equal(await other.page.inputValue('#op-number'), '222');
    assert.equal(await other.page.getAttribute('#life h3', 'data-id'), `${session}/${gen}`);
    assert.deepEqual(other.complaints, []);
    await other.page.close();
});

test('nothing was said on the console, and nothing was loaded', () => {
    assert.deepEqual(opened.complaints, []);
});
