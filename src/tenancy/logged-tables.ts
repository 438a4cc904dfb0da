import { LRUCache } from 'lru-cache';

/**
 * The tables whose changes are logged. A statement that wrote one of them outside of the change log would leave cached
 * pages that are out of date, a gap for consumers, and an audit log that calls itself whole.
 */
export const LOGGED_TABLES = [
  'attachments',
  'comments',
  'label_colors',
  'projects',
  'tasks',
  'webhooks',
] as const;

/** A statement writes a logged table without the change log. */
export class UnloggedWrite extends Error {
  constructor(table: string) {
    super(
      `A statement writes the logged table "${table}" without the change log. Make the change by ChangeLog.record(); ` +
        'what is no change goes through TenantTransaction.writeUnlogged().',
    );
  }
}

const WRITE = new RegExp(
  String.raw`\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)\s+(?:ONLY\s+)?` +
    String.raw`(?:"?\w+"?\s*\.\s*)?"?(${LOGGED_TABLES.join('|')})(?![\w])`,
  'i',
);

/** Texts of statements that write no logged table: they are the same again and again. */
const harmless = new LRUCache<string, true>({ max: 2000 });

/** @throws UnloggedWrite */
export function refuseUnloggedWrite(sql: string): void {
  if (harmless.has(sql)) return;
  const [, table] = WRITE.exec(sql) ?? [];
  if (table !== undefined) throw new UnloggedWrite(table);
  harmless.set(sql, true);
}
