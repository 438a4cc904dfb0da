import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, findInstallation, packageName, type ServerAccount } from './installation.js';

/** The last release of each older major version, as npm has it. All are pre-releases to npm: a range would find none. */
const RELEASES: Readonly<Record<number, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
};

export const OLDER_VERSIONS = Object.keys(RELEASES).map(Number);

/** The name under which the package of a major version is installed beside the one of the current version. */
const olderName = (version: number): string => `${packageName()}-${version}`;

/** The folder with the programs of an older major version: of an npm package, or else Debian's. */
export function olderBinaries(version: number, account: ServerAccount | undefined): string | undefined {
  const installed = findInstallation(olderName(version));
  if (installed && parseInt(installed.version) === version) return binaries(account, installed);
  const debian = `/usr/lib/postgresql/${version}/bin`;
  return existsSync(join(debian, 'postgres')) ? debian : undefined;
}

/** Commands that install the programs of an older major version, each of which is enough. */
export const installCommands = (version: number): string =>
  `"npm install --no-save ${olderName(version)}@npm:${packageName()}@${RELEASES[version]}", or on Debian ` +
  `"apt-get install postgresql-${version}"`;
