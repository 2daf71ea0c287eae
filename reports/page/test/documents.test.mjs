// The pages of sweeps, of measured results, and the index.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openPage, picture, reportOf, writePage } from './support.mjs';

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

test('a sweep: failures by what broke, with links to pages that are there', async () => {
    const directory = reportOf(
        'sweep',
        ['sweep', 'steady', 'offline', '--seeds', '0..8'],
        process.env.IDSIM_PLANTED,
    );
    const result = JSON.parse(readFileSync(join(directory, 'result.json'), 'utf8'));
    const { page, complaints } = await openPage(browser, join(directory, 'report.html'));
    const verdict = await page.locator('#verdict').innerText();
    assert.ok(verdict.includes('FAIL'));
    const invariants = new Set(result.failures.map((failure) => failure.invariant ?? failure.kind));
    const groups = await page
        .locator('#failures .group')
        .evaluateAll((all) => all.map((one) => one.dataset.invariant));
    assert.deepEqual(new Set(groups), invariants);
    const links = await page
        .locator('#failures a')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    assert.ok(links.length > 0);
    links.forEach((link) => assert.ok(existsSync(join(directory, link)), link));
    const scenarios = await page.locator('#scenarios tbody tr').count();
    assert.equal(scenarios, 2);
    await picture(page, 'sweep');
    assert.deepEqual(complaints, []);
    await page.close();
});

const old = '2001-02-03T04:05:06Z';

test('measured results: cells with their units, charts, and red when they are old', async () => {
    const file = writePage('measured.html', {
        kind: 'page',
        title: 'Measured',
        made: old,
        summary: 'All is well.',
        alarms: [{ level: 'red', text: 'The canary never failed.' }],
        stale_after_days: 30,
        sections: [
            {
                title: 'Times',
                text: ['A paragraph.'],
                tables: [
                    {
                        title: 'Table',
                        columns: [
                            { name: 'bug', type: 'text' },
                            { name: 'time', type: 'seconds' },
                            { name: 'size', type: 'bytes' },
                            { name: 'share', type: 'percent' },
                        ],
                        rows: [
                            [
                                { text: 'carry-lost', href: 'x.html', level: 'red' },
                                0.0025,
                                123456,
                                12.5,
                            ],
                            ['other', 3600 * 3, 12, null],
                        ],
                    },
                ],
                series: [
                    {
                        title: 'Curve',
                        x: { name: 'IDs', type: 'number', scale: 'log' },
                        y: { name: 'time', type: 'seconds', scale: 'log' },
                        lines: [
                            { name: 'a', x: [1, 10, 100], y: [1e-9, 1e-6, 1e-3] },
                            { name: 'b', x: [10, 100], y: [2e-9, 3e-6] },
                        ],
                    },
                ],
            },
        ],
    });
    const { page, complaints } = await openPage(browser, file);
    const rows = await page.locator('.table tbody tr').allInnerTexts();
    assert.ok(/carry-lost\s+2.5 ms\s+123 kB\s+12.5 %/.test(rows[0]), rows[0]);
    assert.ok(/other\s+3 h\s+12 bytes\s+–/.test(rows[1]), rows[1]);
    assert.equal(await page.locator('.chart canvas').count(), 1);
    assert.ok(
        (await page.locator('.level.red').allInnerTexts()).some((text) => text.includes('stale')),
    );
    await page.locator('button.sort', { hasText: 'time' }).click();
    await page.locator('button.sort', { hasText: 'time' }).click();
    assert.ok((await page.locator('.table tbody tr').first().innerText()).startsWith('other'));
    await picture(page, 'measured');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the index: groups, ages, alarms', async () => {
    const entry = { href: 'zoo.html', summary: 'all found', level: 'green', stale_after_days: 30 };
    const file = writePage('index.html', {
        kind: 'index',
        title: 'Reports',
        alarms: [],
        entries: [
            { ...entry, title: 'Planted bugs', group: 'measured', made: old },
            {
                ...entry,
                title: 'A sweep',
                group: 'sweeps',
                made: new Date().toISOString(),
                level: 'red',
                summary: '3 failures',
            },
            { ...entry, title: 'A world', group: 'worlds', made: null, level: 'amber' },
        ],
    });
    const { page, complaints } = await openPage(browser, file);
    assert.deepEqual(await page.locator('h2').allInnerTexts(), [
        'Measured results',
        'Sweeps',
        'Worlds',
    ]);
    assert.ok((await page.locator('#group-measured .level.red').innerText()).includes('stale'));
    assert.ok((await page.locator('#group-sweeps').innerText()).includes('today'));
    assert.equal(await page.locator('#group-sweeps .level.red').count(), 1);
    await picture(page, 'index');
    assert.deepEqual(complaints, []);
    await page.close();
});
