import { migrate as migrateAll } from '../tenancy/migrator.js';
import type { Command } from './command.js';

export const migrate: Command = {
  summary: 'bring the database up to this version: public first, then every organization',
  run: async ({ config }) => {
    const { publicVersion, organizations, migrated, failed } = await migrateAll(config, (line) =>
      console.log(line),
    );
    console.log(
      `public is at ${publicVersion}; of ${organizations} organizations ${migrated} were migrated, ${failed.length} failed`,
    );
    return failed.length === 0;
  },
};
