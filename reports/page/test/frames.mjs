// How long a frame takes: node test/frames.mjs REPORT... [--json]
// Moves and zooms the timeline of each report, a step a frame, and measures from one frame to the
// next. Nothing is judged: the machine may be busy. The median is what counts.
import { openPage, withBrowser } from './support.mjs';

const STEPS = 120;

/** In the page: presses a key each frame; returns the milliseconds between frames. */
async function measure(page, keys, steps) {
    return page.evaluate(
        ({ keys, steps }) =>
            new Promise((resolve) => {
                const times = [];
                let last = 0;
                let step = 0;
                const next = (now) => {
                    if (last > 0) {
                        times.push(now - last);
                    }
                    last = now;
                    if (step >= steps) {
                        resolve(times);
                        return;
                    }
                    const key = keys[step++ % keys.length];
                    document.body.dispatchEvent(
                        new KeyboardEvent('keydown', { key, bubbles: true }),
                    );
                    requestAnimationFrame(next);
                };
                requestAnimationFrame(next);
            }),
        { keys, steps },
    );
}

function median(times) {
    const sorted = [...times].sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
}

const reports = process.argv.slice(2).filter((word) => !word.startsWith('--'));
await withBrowser(async (browser) => {
    for (const report of reports) {
        for (const width of [1280, 2560]) {
            const { page, usable } = await openPage(browser, report, { width, hash: '' });
            const results = {};
            await page.keyboard.press('0');
            results.whole = median(await measure(page, ['+', '-'], STEPS));
            for (const [name, times] of [
                ['tenth', 5],
                ['hundredth', 5],
                ['near', 8],
            ]) {
                for (let i = 0; i < times; i++) {
                    await page.keyboard.press('+');
                }
                results[name] = median(await measure(page, ['[', ']'], STEPS));
            }
            results.steps = median(await measure(page, ['ArrowRight'], STEPS));
            const text = Object.entries(results).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`);
            console.log(
                `${report}, ${width} pixels: usable after ${usable} ms; median frame: ${text.join(', ')}`,
            );
            await page.close();
        }
    }
});
