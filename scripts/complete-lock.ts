import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Completes package-lock.json after `npm install`. Where a registry lacks a package for another
 * platform, npm drops it from the lock file, and the next `npm ci` misses it. Such packages are
 * optional and never installed here: naming them is enough.
 */

interface LockedPackage {
  version?: string;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
const { packages } = lock;

let added = 0;
for (const [parent, { optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (packages[`node_modules/${name}`] ?? packages[`${parent}/node_modules/${name}`]) continue;
    const parts = name.split(/[/-]/);
    const os = SYSTEMS.filter((system) => parts.includes(system));
    const cpu = PROCESSORS.filter((processor) => parts.includes(processor));
    if (os.length === 0 || cpu.length === 0) throw new Error(`${name} is missing and names no platform`);
    packages[`node_modules/${name}`] = { version, optional: true, os, cpu };
    added++;
  }
}

const [root, ...rest] = Object.entries(packages);
lock.packages = Object.fromEntries([
  root as [string, LockedPackage],
  ...rest.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added to package-lock.json`);
