import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '../common/operator-error.js';

const FOLDER = '.retained';
const DISCARDED = '.discarded-';
const HEARTBEAT = 'heartbeat';
/** Between the name of an organization's folder and what makes the name in here unique. */
const SEPARATOR = '~';

/** Between two heartbeats of a backup, in milliseconds. */
const HEARTBEAT_INTERVAL = 5_000;
/** A backup without a heartbeat for so long has died, in milliseconds. */
const STALE_AFTER = 60_000;

/** What a file or a folder that was deleted during a backup was, and where it is kept. */
export interface RetainedEntry {
  /** The folder of the organization. */
  folder: string;
  /** The file in it; undefined for the folder as a whole. */
  name: string | undefined;
  path: string;
}

/**
 * The files that are deleted while a backup runs: they are moved aside instead, so that the backup has each file that
 * the database named at the moment of which it is, however short a file lives.
 */
export class RetainedFiles {
  private readonly dir: string;
  private readonly heartbeat: string;

  /** @param root the folder with the folders of organizations, on one file system with them */
  constructor(private readonly root: string) {
    this.dir = join(root, FOLDER);
    this.heartbeat = join(this.dir, HEARTBEAT);
  }

  /** Moves a file, or an organization's folder, aside. @returns false when no backup runs, or there is none */
  async take(path: string): Promise<boolean> {
    const isFolder = dirname(path) === this.root;
    // A folder may be removed again after it was made anew.
    const place = isFolder
      ? join(this.dir, `${basename(path)}${SEPARATOR}${SEPARATOR}${randomUUID()}`)
      : this.placeOf(path);
    try {
      await rename(path, place);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Where a deleted file may be kept: by itself, or in a folder that was deleted. */
  async placesOf(path: string): Promise<string[]> {
    const places = [this.placeOf(path)];
    for await (const entry of this.list())
      if (entry.name === undefined && entry.folder === basename(dirname(path)))
        places.push(join(entry.path, basename(path)));
    return places;
  }

  private placeOf(path: string): string {
    return join(this.dir, basename(dirname(path)) + SEPARATOR + basename(path));
  }

  /**
   * Has deleted files kept from now on.
   * @returns a function that ends it and removes what was kept, and throws OperatorError when that was not kept all the
   *   time; undefined while another backup runs
   */
  async begin(): Promise<(() => Promise<void>) | undefined> {
    await this.cleanUp();
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    // Prepared beside it: whatever finds the folder finds its heartbeat.
    const fresh = join(this.root, DISCARDED + randomUUID());
    await mkdir(fresh, { mode: 0o700 });
    await (await open(join(fresh, HEARTBEAT), 'wx', 0o600)).close();
    try {
      await rename(fresh, this.dir);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
    const timer = setInterval(
      () => void utimes(this.heartbeat, new Date(), new Date()).catch(() => undefined),
      HEARTBEAT_INTERVAL,
    );
    timer.unref();
    return async () => {
      clearInterval(timer);
      if (!existsSync(this.heartbeat))
        throw new OperatorError(
          'This process stood still for so long that files which were deleted are gone: try again.',
        );
      await this.discard();
    };
  }

  async *list(): AsyncIterable<RetainedEntry> {
    for await (const { name: entry } of await opendir(this.dir)) {
      if (entry === HEARTBEAT) continue;
      const [folder = '', name = ''] = entry.split(SEPARATOR);
      yield { folder, name: name === '' ? undefined : name, path: join(this.dir, entry) };
    }
  }

  /** Removes what backups that died have left. */
  async cleanUp(): Promise<void> {
    const beat = await stat(this.heartbeat).catch(() => undefined);
    if (beat && beat.mtimeMs < Date.now() - STALE_AFTER) await this.discard();
    for await (const { name } of await opendir(this.root).catch(() => [] as { name: string }[])) {
      if (!name.startsWith(DISCARDED)) continue;
      const path = join(this.root, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < Date.now() - STALE_AFTER) await rm(path, { recursive: true, force: true });
    }
  }

  /** At once for processes that delete files, and then from the disk. */
  private async discard(): Promise<void> {
    const discarded = join(this.root, DISCARDED + randomUUID());
    await rename(this.dir, discarded);
    await rm(discarded, { recursive: true, force: true });
  }
}
