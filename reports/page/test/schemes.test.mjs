// The pages of the other schemes, against what their event files say.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventsOf, launch, openPage, picture, reportOf } from './support.mjs';

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

const SCHEMES = [
    {
        scenario: 'sequence',
        seed: 3,
        made: (event) => event.kind === 'drew' && event.status === 'ok',
        id: 'id',
        lanes: (world) => world.nodes + world.masters + 1,
    },
    {
        scenario: 'snowflake',
        seed: 3,
        made: (event) => event.kind === 'minted',
        id: 'id',
        lanes: (world) => world.nodes + 1,
    },
    {
        scenario: 'korder',
        seed: 3,
        made: (event) => event.kind === 'made' && event.local !== undefined,
        id: 'local',
        lanes: (world) => world.nodes,
    },
];

for (const { scenario, seed, made, id, lanes } of SCHEMES) {
    test(`${scenario}: lanes, IDs, clocks and the last number of IDs are those of the events`, async () => {
        const directory = reportOf(scenario, [
            'run',
            scenario,
            '--seed',
            String(seed),
            '--ops',
            '300',
        ]);
        const { head, events } = eventsOf(directory);
        const { page, complaints } = await openPage(browser, join(directory, 'report.html'));
        assert.equal(await page.locator('.gutter .row').count(), lanes(head.world));

        const all = events.filter(made);
        const chosen = all[all.length >> 1];
        const same = all.filter((event) => String(event[id]) === String(chosen[id]));
        await page.fill('#filter-id', String(chosen[id]));
        await page.keyboard.press('Enter');
        const ops = await page
            .locator('#life [data-stage="Generated"] button.op')
            .allTextContents();
        assert.deepEqual(
            ops,
            same.map((event) => (event.op < head.ops ? `op ${event.op}` : 'quiet phase')),
        );

        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press('End');
        const cell = await page.locator('#state tr[data-gauge="ids"] td').innerText();
        assert.equal(Number(cell.replace(/.*→/, '').replace(/,/g, '')), all.length);
        const hasClocks = events.some((event) => event.true_us !== undefined);
        assert.equal(
            await page.locator('figcaption', { hasText: 'Clocks against true time' }).count(),
            hasClocks ? 1 : 0,
        );
        await picture(page, scenario);
        assert.deepEqual(complaints, []);
        await page.close();
    });
}
