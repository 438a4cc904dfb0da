import pg from 'pg';

/** Runs statements on a connection of their own. @returns the rows of the last one */
export async function queryOnce(url: string, sql: string): Promise<Record<string, any>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
