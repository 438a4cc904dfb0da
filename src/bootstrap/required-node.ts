/** The first version of Node that runs TypeScript as it is, which the scripts of the repository are. */
const MINIMUM = { major: 22, minor: 18 };

/**
 * Why a version of Node can't run TaskFlow; undefined for one that can.
 * The packages of Node that `npm ci` installs stand in package.json, among the optional dependencies.
 */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return undefined;
  return (
    `Node ${version} is too old: TaskFlow needs ${MINIMUM.major}.${MINIMUM.minor} or newer. On Linux and Intel Macs, ` +
    '"npm ci" installs Node 24 beside the product, and "npm start" uses it. On Apple Silicon, install Node 24. On ' +
    'Windows, use WSL, which is a Linux.'
  );
}
