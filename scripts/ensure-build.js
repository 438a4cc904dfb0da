/**
 * Compiles src/ and packages/ where dist/ is missing or older, and builds the pages of web/ where web/dist is, each by
 * itself. That is looked at before every start, test and command: plain JavaScript, as it also has to tell a Node that
 * can't run TypeScript what is wrong.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders that are compiled, each from its src to its dist; what others import comes first. */
export const PROJECTS = [join(root, 'packages/embedded-postgres'), root];

/** What the result depends on besides the sources. */
export const SETTINGS = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'scripts/build.ts'].map(
  (name) => join(root, name),
);

/** @param {string} project */
export const buildInfoOf = (project) => join(project, 'dist/.tsbuildinfo');

const web = join(root, 'web');
const WEB_FOLDERS = ['src', 'public'].map((name) => join(web, name));
/** Beside them: what the pages are built with, and by. */
const WEB_SETTINGS = [
  ...['package-lock.json', 'scripts/build-web.ts'].map((name) => join(root, name)),
  ...['index.html', 'package.json', 'tsconfig.json', 'vite.config.ts'].map((name) => join(web, name)),
];
export const WEB_BUILD = join(web, 'dist/index.html');

/** The first one that runs TypeScript as it is. */
const MINIMUM = { major: 22, minor: 18 };

/**
 * As src/bootstrap/required-node.ts, which an older Node can't compile.
 * @param {string} version
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return undefined;
  return (
    `Node ${version} is too old: TaskFlow needs ${MINIMUM.major}.${MINIMUM.minor} or newer. On Linux and Intel Macs, ` +
    '"npm ci" installs Node 24 beside the product, and "npm start" uses it. On Apple Silicon, install Node 24. On ' +
    'Windows, use WSL, which is a Linux.'
  );
}

function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (!problem) return;
  console.error(problem);
  process.exit(1);
}

/**
 * Whether the build of a project is newer than what it is made from.
 * @param {string} project
 */
export const isFresh = (project) => isNewer(buildInfoOf(project), [join(project, 'src')], SETTINGS);

const isWebFresh = () => isNewer(WEB_BUILD, WEB_FOLDERS, WEB_SETTINGS);

/**
 * Whether a build is newer than all in these folders and these files. A folder is newer when a file in it was removed.
 * @param {string} build
 * @param {string[]} folders
 * @param {string[]} files
 */
function isNewer(build, folders, files) {
  const built = statSync(build, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const entries = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  const inputs = [...folders, ...entries.map(({ parentPath, name }) => join(parentPath, name)), ...files];
  return inputs.every((path) => statSync(path).mtimeMs <= built);
}

/** Without dev dependencies there is no compiler, and without sources nothing to compile. */
function canBuild(/** @type {string} */ compiler, /** @type {string} */ folder) {
  try {
    createRequire(import.meta.url).resolve(compiler);
    return existsSync(folder);
  } catch {
    return false;
  }
}

/** Ends the process when the sources have errors. */
export function ensureBuild() {
  requireNode();
  if (!canBuild('typescript', join(root, 'src'))) {
    // `npm ci --omit=dev` for a build that is brought from elsewhere.
    if (existsSync(join(root, 'dist/main.js')) || process.env['npm_lifecycle_event'] === 'prepare') return;
    console.error('There is no build, and nothing to build it with: run "npm ci" with dev dependencies.');
    process.exit(1);
  }
  if (!PROJECTS.every(isFresh)) run('scripts/build.ts');
  if (canBuild('vite/package.json', join(web, 'src')) && !isWebFresh()) run('scripts/build-web.ts');
}

function run(/** @type {string} */ script) {
  const { status } = spawnSync(process.execPath, [join(root, script)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) ensureBuild();
