// Where the packages are that guests play: in GUESTS, or build/guests of the source.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = resolve(process.env.GUESTS ?? join(root, "build", "guests"));

export const requirePackage = createRequire(join(folder, "package.json"));

// An ES module of a package, by its path within the package.
export function importPackage(name, path) {
    return import(pathToFileURL(join(folder, "node_modules", name, path)).href);
}
