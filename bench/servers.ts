import { environmentOf, type Fixture } from './fixture.ts';
import { checkSameAnswers } from './requests.ts';
import { Server } from './server.ts';

/** The servers that are loaded in turns. */
export interface Servers {
  product: Server;
  /** The practical limit, without and with a cache. */
  limit: Server;
  cachingLimit: Server;
  plainNest: Server;
  guarded: Server;
  /** Takes the jobs where the product doesn't. */
  worker?: Server;
}

let baselines = 0;
const baseline = (name: string, { config, accessKey }: Fixture, script: string, cache = 'off') =>
  Server.start(name, script, {
    DATABASE_URL: config.database.runtime,
    ACCESS_KEY: accessKey,
    POOL_SIZE: String(config.database.poolSize),
    CACHE: cache,
    FIRST_NUMBER: String(++baselines * 500_000_000),
  });

/** Starts them, and checks that they answer alike. */
export async function startServers(fixture: Fixture): Promise<Servers> {
  const product = await Server.start('product', 'dist/main.js', {
    ...environmentOf(fixture),
    WEBHOOKS_ALLOW_PRIVATE: 'on',
  });
  const limit = await baseline('limit', fixture, 'bench/baseline.ts');
  const cachingLimit = await baseline('limit with a cache', fixture, 'bench/baseline.ts', 'on');
  const plainNest = await baseline('plain NestJS + TypeORM', fixture, 'bench/plain-nest.ts');
  await checkSameAnswers([product.url, limit.url, cachingLimit.url, plainNest.url], fixture);
  const token = fixture.organizations[0]?.token;
  const page = await fetch(`${product.url}/tasks?limit=20`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const guarded = await Server.start('guarded Nest route', 'bench/guarded.ts', {
    CONFIG: JSON.stringify(fixture.config),
    BODY: await page.text(),
  });
  return { product, limit, cachingLimit, plainNest, guarded };
}

/** Goes on with a product that runs no jobs. */
export async function moveJobs(servers: Servers, fixture: Fixture): Promise<void> {
  await servers.product.stop();
  const environment = { ...environmentOf(fixture), JOBS: 'off' };
  servers.product = await Server.start('product, jobs apart', 'dist/main.js', environment);
}
