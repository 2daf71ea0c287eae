// Makes report.html: one file with everything in it, and a policy that lets nothing else in.
// node build.mjs [OUTPUT]
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, 'report.html');

const SIZE_MAX = 400_000;

/** Bundles an entry into one text that may stand inside an HTML element. */
async function bundled(entry) {
    const result = await build({
        entryPoints: [join(here, 'src', entry)],
        absWorkingDir: here,
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: ['chrome100', 'firefox113', 'safari16.4'],
        legalComments: 'inline',
        charset: 'ascii',
        logLevel: 'warning',
    });
    const text = result.outputFiles[0].text;
    if (/<\/(script|style)|<!--/i.test(text)) {
        throw new Error(`${entry}: the bundle would end the element that it is in`);
    }
    return text;
}

const hash = (text) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

const script = await bundled('main.ts');
const style = await bundled('style.css');
const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>idsim report</title>
<style>${style}</style>
</head>
<body>
<noscript><p>This report needs JavaScript. It loads nothing from any network.</p></noscript>
<div id="page"></div>
<!--idsim-data-->
<script>${script}</script>
</body>
</html>
`;
if (Buffer.byteLength(page) > SIZE_MAX) {
    throw new Error(`the page has ${Buffer.byteLength(page)} bytes, more than ${SIZE_MAX}`);
}
writeFileSync(output, page);
console.log(`${output}: ${Buffer.byteLength(page)} bytes`);
