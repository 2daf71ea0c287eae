// The page of a failure, and of two runs side by side. The bug is planted: an eager final is given
// out a second time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventsOf, launch, openPage, picture, reportOf, scratch } from './support.mjs';

const idsim = process.env.IDSIM_PLANTED;
const directory = reportOf('failure', ['run', 'swarm', '--seed', '0'], idsim);
const { events, outcome } = eventsOf(directory);
const { failure } = outcome;
const tape = join(scratch, 'failure', 'world.tape');
const WITHOUT = 70;

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

test('a failure is told at the top, in the timeline and where it happened', async () => {
    const { page, complaints } = await openPage(browser, join(directory, 'report.html'));
    const verdict = await page.locator('#verdict').innerText();
    for (const fact of [
        'FAIL',
        failure.invariant,
        failure.where,
        failure.op_text,
        outcome.digest,
    ]) {
        assert.ok(verdict.includes(fact), `${fact} is not in: ${verdict}`);
    }
    assert.equal(await page.locator('#expected').innerText(), failure.expected);
    assert.equal(await page.locator('#found').innerText(), failure.got);
    assert.equal(Number(await page.inputValue('#op-number')), failure.op);
    assert.ok((await page.locator('#told').innerText()).includes('Here it fails'));
    await picture(page, 'failure');
    await page.keyboard.press('Home');
    await page.keyboard.press('n');
    assert.equal(Number(await page.inputValue('#op-number')), failure.op);
    await page.locator('.command .copy').click();
    /* The clipboard answers when it has the text. */
    await page.locator('.command .copy', { hasText: 'Copied' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the ID that was given twice is chosen from the start, with both times', async () => {
    const { page } = await openPage(browser, join(directory, 'report.html'));
    const last = events.findLast((event) => event.kind === 'generated');
    const given = last.runs[0].first;
    const times = events.filter(
        (event) =>
            event.kind === 'generated' &&
            event.session === last.session &&
            event.runs.some(
                (run) => run.first >= 0 && run.first <= given && given < run.first + run.count,
            ),
    );
    assert.ok(times.length > 1);
    const ops = await page.locator('#life [data-stage="Generated"] button.op').allTextContents();
    assert.deepEqual(
        ops,
        times.map((event) => `op ${event.op}`),
    );
    assert.ok(
        (await page.locator('#life').innerText()).includes(`handed out ${times.length} times`),
    );
    await page.close();
});

/** The events of a tape without one of its ops, as a program that knows no page sees them. */
function eventsWithout(op) {
    const lines = readFileSync(tape, 'utf8').split('\n');
    const first = lines.findIndex(
        (line) =>
            /^(start|join|nop|[a-z-]+ \d|[a-z-]+$)/.test(line) &&
            !/^(idalloc-tape|world)/.test(line),
    );
    lines.splice(first + op, 1);
    const other = join(scratch, 'without.tape');
    writeFileSync(other, lines.join('\n'));
    const text = (() => {
        try {
            return execFileSync(idsim, ['replay', other, '--events', '-'], {
                stdio: 'pipe',
                maxBuffer: 1e9,
            });
        } catch (error) {
            return error.stdout;
        }
    })();
    return String(text)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .slice(1, -1);
}

test('two runs side by side show where they first differ', async () => {
    const pair = reportOf('pair', ['replay', tape, '--without', String(WITHOUT)], idsim);
    const left = events.filter((event) => event.op !== WITHOUT);
    const right = eventsWithout(WITHOUT).map((event) => ({
        ...event,
        op: event.op >= WITHOUT ? event.op + 1 : event.op,
    }));
    const at = left.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(right[i]));
    assert.ok(at > 0);
    const { page, complaints } = await openPage(browser, join(pair, 'report.html'));
    const row = page.locator('#pair tr', { hasText: 'first difference' });
    assert.equal(Number(await row.getAttribute('data-op')), left[at].op);
    for (const [op, beside] of [
        [40, 40],
        [WITHOUT + 10, WITHOUT + 9],
    ]) {
        await page.fill('#op-number', String(op));
        await page.keyboard.press('Enter');
        await page.waitForFunction(
            ([a, b]) =>
                document.querySelector('#timeline canvas').dataset.op === String(a) &&
                document.querySelector('#beside canvas').dataset.op === String(b),
            [op, beside],
            { timeout: 5000 },
        );
    }
    await picture(page, 'pair');
    await page.locator('#pair button', { hasText: 'without' }).click();
    await page.waitForFunction(
        () =>
            document.documentElement.dataset.ready &&
            document.querySelector('.which')?.textContent.includes('without'),
    );
    assert.deepEqual(complaints, []);
    await page.close();
});
