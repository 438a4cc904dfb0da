import { SecretRotation } from '../tenancy/secret-rotation.js';
import { SESSION_LIFETIME } from '../access/tokens.js';
import type { Command } from './command.js';

/** Between two lines about the progress, in milliseconds. */
const REPORT_INTERVAL = 2000;

export const rotateSecrets: Command = {
  summary: 'encrypt what is stored with the first secret of JWT_SECRET, so that the others can go',
  run: async ({ application }) => {
    const { get, asOperator } = await application();
    let reportedAt = Date.now();
    const { secrets, organizations, failed } = await asOperator(() =>
      get(SecretRotation).run((done) => {
        if (Date.now() - reportedAt < REPORT_INTERVAL) return;
        reportedAt = Date.now();
        console.error(`${done} organizations are done.`);
      }),
    );
    for (const [name, { found, resealed, unreadable }] of Object.entries(secrets)) {
      const lost = unreadable > 0 ? `, ${unreadable} that no secret of JWT_SECRET decrypts` : '';
      console.log(`${name}: ${found} secrets, ${resealed} encrypted anew${lost}`);
    }
    for (const { organizationId, error } of failed)
      console.error(`The organization ${organizationId} is left out: ${error.message}`);
    const isDone = failed.length === 0 && Object.values(secrets).every(({ unreadable }) => unreadable === 0);
    if (isDone) {
      const until = new Date(Date.now() + SESSION_LIFETIME * 1000).toISOString().slice(0, 10);
      console.log(
        `${organizations} organizations are done: nothing stored needs the other secrets of JWT_SECRET. ` +
          `Clients may hold tokens that they signed until ${until}; without them, those clients sign in again.`,
      );
    } else console.log('Keep the other secrets of JWT_SECRET: see docs/operating/secrets.md.');
    return isDone;
  },
};
