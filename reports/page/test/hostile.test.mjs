// Text is text, whatever is in it; and the page lets nothing in.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openPage, reportOf, scratch, template, writePage } from './support.mjs';

const EVIL =
    '"><img src=x onerror=alert(1)></script><script>alert(2)</script><!-- \u2028 javascript:alert(3)';

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

/** Nothing of a text became an element, a link that runs, or an attribute that does. */
async function assertHarmless(page, complaints) {
    assert.deepEqual(complaints, []);
    assert.equal(
        await page.locator('img, iframe, object, embed, base, form:not([method=dialog])').count(),
        0,
    );
    const links = await page
        .locator('a')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    links
        .filter(Boolean)
        .forEach((link) =>
            assert.ok(!/^\s*(javascript|data|https?|file):|^\/\//i.test(link), link),
        );
    const handlers = await page.evaluate(
        () =>
            [...document.querySelectorAll('*')].flatMap((one) =>
                [...one.attributes].filter((attribute) => attribute.name.startsWith('on')),
            ).length,
    );
    assert.equal(handlers, 0);
    assert.ok((await page.locator('body').innerText()).includes('<img src=x onerror=alert(1)>'));
}

/** Every text of a value, made evil; keys and the words that say how to read it are left. */
function poisoned(value, key = '') {
    if (typeof value === 'string') {
        return ['role', 'type', 'scheme', 'kind', 'verdict', 'digest'].includes(key) ? value : EVIL;
    }
    if (Array.isArray(value)) {
        return value.map((one) => poisoned(one, key === 'fates' ? 'digest' : key));
    }
    if (value !== null && typeof value === 'object') {
        return Object.fromEntries(
            Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]),
        );
    }
    return value;
}

test('hostile text in a world', async () => {
    const directory = reportOf('harmless', ['run', 'snowflake', '--seed', '3', '--ops', '40']);
    const text = readFileSync(join(directory, 'report.html'), 'utf8');
    const found = /(<script type="application\/json" id="idsim-head">)(.*?)(<\/script>)/s.exec(
        text,
    );
    const head = JSON.parse(found[2]);
    const evil = { ...poisoned(head), format: 1, made: head.made };
    const written = JSON.stringify(evil).replace(
        /[<>&\u2028\u2029]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const file = join(scratch, 'hostile.html');
    writeFileSync(
        file,
        text.replace(found[0], () => found[1] + written + found[3]),
    );
    const { page, complaints } = await openPage(browser, file);
    assert.equal(await page.locator('#problem').count(), 0);
    await page.keyboard.press('End');
    await page.mouse.move(600, 400);
    await assertHarmless(page, complaints);
    await page.close();
});

test('hostile text in other pages', async () => {
    const cell = { text: EVIL, href: 'javascript:alert(4)', level: 'red' };
    const files = [
        writePage('hostile-page.html', {
            kind: 'page',
            title: EVIL,
            summary: EVIL,
            alarms: [{ level: EVIL, text: EVIL }],
            stale_after_days: null,
            sections: [
                {
                    title: EVIL,
                    text: [EVIL],
                    tables: [
                        {
                            title: EVIL,
                            columns: [{ name: EVIL, type: EVIL }],
                            rows: [[cell], [{ text: EVIL, href: ' java\nscript:alert(5)' }]],
                        },
                    ],
                    series: [
                        {
                            title: EVIL,
                            x: { name: EVIL, type: 'number', scale: 'linear' },
                            y: { name: EVIL, type: 'number', scale: 'linear' },
                            lines: [{ name: EVIL, x: [1, 2], y: [1, 2] }],
                        },
                    ],
                },
            ],
        }),
        writePage('hostile-index.html', {
            kind: 'index',
            title: EVIL,
            alarms: [],
            entries: [
                {
                    title: EVIL,
                    href: '//evil.example/x',
                    group: EVIL,
                    made: EVIL,
                    summary: EVIL,
                    level: EVIL,
                    stale_after_days: 1,
                },
                {
                    title: 'x',
                    href: 'https://evil.example',
                    group: 'worlds',
                    made: null,
                    summary: '',
                    level: '',
                    stale_after_days: null,
                },
            ],
        }),
    ];
    for (const file of files) {
        const { page, complaints } = await openPage(browser, file);
        await assertHarmless(page, complaints);
        await page.close();
    }
});

test('a script that came into the file does not run, and nothing is loaded', async () => {
    const file = join(scratch, 'injected.html');
    const more =
        '<script>window.ran = 1</script><img src="https://evil.example/x.png"><script src="x.js"></script><link rel="stylesheet" href="x.css"><style>body{display:none}</style>';
    writeFileSync(
        file,
        readFileSync(template, 'utf8').replace('<!--idsim-data-->', () => more),
    );
    const { page, complaints, failed } = await openPage(browser, file);
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).display), 'block');
    const tried = complaints.filter((one) => one.startsWith('request')).length;
    assert.deepEqual(failed, Array(tried).fill('csp'));
    assert.ok(
        complaints.filter((one) => one.includes('Content Security Policy')).length >= 4,
        complaints.join('\n'),
    );
    await page.close();
});

test('data of another format, of no known kind, or none at all: a sentence says so', async () => {
    const base = { title: 'x', alarms: [], entries: [] };
    const cases = [
        [writePage('format.html', { ...base, kind: 'index', format: 7 }), 'format 7'],
        [writePage('kind.html', { ...base, kind: 'poem' }), 'poem'],
        [template, 'has no data'],
    ];
    for (const [file, words] of cases) {
        const { page } = await openPage(browser, file);
        assert.ok((await page.locator('#problem').innerText()).includes(words));
        await page.close();
    }
});
