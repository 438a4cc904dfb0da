import { once } from 'node:events';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { createHttpApp } from '#app/server/http-app.js';
import { createTestDatabase } from '../support/test-app.ts';

const { config } = await createTestDatabase();

it('lets the runs in progress end at shutdown while they have the database, and starts no other', async () => {
  const app = await createHttpApp(config, pino({ level: 'silent' }));
  const scheduler = app.get(Scheduler);
  const dataSource: DataSource = app.get(getDataSourceToken());
  const events: string[] = [];
  const tasks = (['everywhere', 'jobs'] as const).map((where) =>
    scheduler.add({
      name: `test.${where}`,
      interval: 1000,
      where,
      run: async (signal) => {
        events.push(`${where} begins`);
        await once(signal, 'abort');
        await dataSource.query('SELECT pg_sleep(0.1)');
        events.push(`${where} ends`);
      },
    }),
  );
  await app.init();
  for (const task of tasks) task.trigger();
  for (const task of tasks) task.trigger();
  await app.close();
  expect(events).toEqual(['everywhere begins', 'jobs begins', 'jobs ends', 'everywhere ends']);
});
