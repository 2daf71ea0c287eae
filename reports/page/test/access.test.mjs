// For everyone: what axe finds, the keyboard alone, both themes, narrow and wide.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openPage, picture, reportOf, writePage } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const planted = process.env.IDSIM_PLANTED;
const failure = join(reportOf('failure', ['run', 'swarm', '--seed', '0'], planted), 'report.html');
const files = {
    failure,
    pair: join(
        reportOf(
            'pair',
            ['replay', join(dirname(failure), 'world.tape'), '--without', '70'],
            planted,
        ),
        'report.html',
    ),
    sweep: join(
        reportOf('sweep', ['sweep', 'steady', 'offline', '--seeds', '0..8'], planted),
        'report.html',
    ),
    index: writePage('axe-index.html', {
        kind: 'index',
        title: 'Reports',
        alarms: [{ level: 'amber', text: 'look' }],
        entries: [
            {
                title: 'Planted bugs',
                href: 'zoo.html',
                group: 'measured',
                made: '2020-01-01T00:00:00Z',
                summary: 'well',
                level: 'green',
                stale_after_days: 3,
            },
        ],
    }),
};

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

for (const theme of ['light', 'dark']) {
    test(`axe finds nothing in the ${theme} theme`, async () => {
        for (const [name, file] of Object.entries(files)) {
            if (theme === 'dark' && name === 'pair') {
                continue; /* it is the failure's page and one table more */
            }
            const { page, complaints } = await openPage(browser, file, { theme });
            await page.evaluate(() =>
                document.querySelectorAll('details').forEach((one) => (one.open = true)),
            );
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            const found = violations.map(
                (one) =>
                    `${name}: ${one.id}: ${one.nodes
                        .slice(0, 3)
                        .map((node) => node.html.slice(0, 120))
                        .join(' | ')}`,
            );
            assert.deepEqual(found, []);
            assert.deepEqual(complaints, []);
            await page.close();
        }
    });
}

test('the keyboard alone reaches everything that can be used, and shows where it is', async () => {
    const { page } = await openPage(browser, failure);
    const wanted = await page.evaluate(
        () =>
            [
                ...document.querySelectorAll(
                    'button, select, input, a[href], summary, canvas[tabindex]',
                ),
            ].filter((one) => one.checkVisibility()).length,
    );
    const seen = new Set();
    for (let i = 0; i < wanted * 3; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
            const all = [
                ...document.querySelectorAll(
                    'button, select, input, a[href], summary, canvas[tabindex]',
                ),
            ].filter((one) => one.checkVisibility());
            const index = all.indexOf(document.activeElement);
            return {
                index,
                ring: index < 0 || getComputedStyle(document.activeElement).outlineStyle !== 'none',
            };
        });
        assert.ok(at.ring, `nothing shows that element ${at.index} has the focus`);
        if (at.index >= 0) {
            seen.add(at.index);
        }
        if (seen.size === wanted) {
            break;
        }
    }
    assert.equal(seen.size, wanted);
    await page.close();
});

test('? shows the keys, and Escape leaves them', async () => {
    const { page } = await openPage(browser, failure);
    await page.keyboard.press('?');
    assert.ok(await page.locator('#keys').isVisible());
    const op = await page.inputValue('#op-number');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.inputValue('#op-number'), op);
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#keys').isVisible()));
    await page.close();
});

test('the switch of colours wins over the system', async () => {
    const { page } = await openPage(browser, failure, { theme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.selectOption('.switch select', 'light');
    const light = await ground();
    assert.notEqual(light, dark);
    await page.selectOption('.switch select', '');
    assert.equal(await ground(), dark);
    await page.close();
});

test('nothing sticks out at 1280 and 2560 pixels', async () => {
    for (const [name, file] of Object.entries(files)) {
        const { page } = await openPage(browser, file, { width: 2560, theme: 'dark' });
        if (name === 'failure') {
            await picture(page, 'failure-2560-dark');
        }
        for (const width of [2560, 1280]) {
            await page.setViewportSize({ width, height: 900 });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= width, `${name} is ${wide} pixels wide, of ${width}`);
        }
        await page.close();
    }
});
