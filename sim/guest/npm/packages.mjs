// Where the packages are that guests play: in GUESTS, or build/guests of the source.
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = resolve(process.env.GUESTS ?? join(root, "build", "guests"));

export const requirePackage = createRequire(join(folder, "package.json"));

// An ES module of a package, by its path within the package.
export function importPackage(name, path) {
    return import(pathToFileURL(join(folder, "node_modules", name, path)).href);
}

// The package as it is when it is loaded for the first time: nothing that it remembers is left. The
// second form is for ES modules, by the path of the one that remembers.
export function requireFresh(name) {
    const own = join(folder, "node_modules", name) + sep;
    for (const path of Object.keys(requirePackage.cache)) {
        if (path.startsWith(own)) {
            delete requirePackage.cache[path];
        }
    }
    return requirePackage(name);
}

let copies = 0;

export function importFresh(name, path) {
    const url = pathToFileURL(join(folder, "node_modules", name, path)).href;
    return import(`${url}?copy=${copies++}`);
}
