// The pictures of the README, made from reports: node pictures.mjs, which "./dev pictures" calls.
// IDSIM is an idsim, IDSIM_PLANTED one with a bug (plant.sh).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { here, openPage, reportOf, withBrowser } from './test/support.mjs';

const folder = join(here, '..', '..', 'pictures');
mkdirSync(folder, { recursive: true });

const PICTURES = [
    {
        name: 'failure',
        report: () =>
            reportOf('picture-failure', ['run', 'swarm', '--seed', '0'], process.env.IDSIM_PLANTED),
        hash: '',
        theme: 'light',
        from: '#verdict',
        until: '.timeline',
        height: 850,
    },
    {
        name: 'world',
        report: () => reportOf('picture-world', ['run', 'offline', '--seed', '3', '--ops', '500']),
        hash: 'op=31&from=110&to=190',
        theme: 'dark',
        from: '#timeline',
        until: '#step',
        height: 640,
    },
];

await withBrowser(async (browser) => {
    for (const { name, report, hash, theme, from, until, height } of PICTURES) {
        const file = join(report(), 'report.html');
        const { page } = await openPage(browser, file, { hash, theme, width: 1120 });
        await page.waitForTimeout(300);
        const box = await page.evaluate(
            ({ from, until }) => {
                document.querySelector('.legend').open = false;
                const top = document.querySelector(from).getBoundingClientRect().top + scrollY;
                return {
                    top,
                    bottom: document.querySelector(until).getBoundingClientRect().bottom + scrollY,
                };
            },
            { from, until },
        );
        await page.screenshot({
            path: join(folder, `${name}.png`),
            fullPage: true,
            clip: {
                x: 0,
                y: box.top,
                width: 1120,
                height: Math.min(height, box.bottom - box.top + 8),
            },
        });
        await page.close();
    }
});
