import { createHttpApp } from '../server/http-app.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { releaseIdleMemory } from './idle-memory.js';
import { checkRoles, migrateIfOwner } from './infrastructure.js';
import { closeOnSignals } from './lifecycle.js';
import { DemoData } from '../modules/demo/demo-data.js';
import type { Started } from './start.js';
import { welcome } from './welcome.js';

/** Serves the API, until a signal ends it. */
export async function serve({ config, logger, stop }: Started): Promise<void> {
  await migrateIfOwner(config, logger);
  await checkRoles(config, logger);
  const app = await createHttpApp(config, logger);
  closeOnSignals(app, stop, logger);
  try {
    await app.init();
    const demo = config.demo && (await app.get(DemoData).loadIfEmpty());
    releaseIdleMemory(app.get(Scheduler));
    await app.listen(config.port, config.host);
    console.log(welcome(await app.getUrl(), demo));
  } catch (error) {
    // The embedded PostgreSQL doesn't stop while a client is connected.
    await app.close();
    throw error;
  }
}
