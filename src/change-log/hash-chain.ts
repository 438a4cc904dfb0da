/** What the hash of an entry covers, in this order. */
const LINKED = ['sequence', 'at', 'type', 'subject', 'actor', 'request', 'changes'] as const;

/** SQL for the time of a change: never before that of the change before it, whatever the clock does. */
export const NOW = `greatest(at, date_trunc('milliseconds', statement_timestamp()))`;

/**
 * SQL for the hash of an entry of the hash chain: SHA-256 (FIPS 180-4) of the hash of the entry before it and of
 * this entry as a JSON array.
 */
export function nextHash(entry: Record<'previous' | (typeof LINKED)[number], string>): string {
  const values = LINKED.map((field) => (field === 'at' ? `extract(epoch FROM ${entry.at})` : entry[field]));
  return `sha256(${entry.previous} || convert_to(jsonb_build_array(${values.join(', ')})::text, 'UTF8'))`;
}

/** SQL that verifies the chain, with the organization's id as its parameter: from that the first hash is made. */
export const VERIFICATION = `
  WITH checked AS (
    SELECT sequence, hash, hash = ${nextHash({
      previous: `lag(hash, 1, sha256(convert_to($1, 'UTF8'))) OVER w`,
      sequence: 'sequence',
      at: 'at',
      type: 'type',
      subject: 'subject_id',
      actor: 'actor_id',
      request: 'request_id',
      changes: 'changes',
    })} AND sequence = lag(sequence, 1, 0::bigint) OVER w + 1 AS fits
    FROM activity WINDOW w AS (ORDER BY sequence)
  ), found AS (
    SELECT count(*) AS entries, min(sequence) FILTER (WHERE NOT fits) AS broken FROM checked
  ), last AS (
    SELECT sequence, hash FROM activity ORDER BY sequence DESC LIMIT 1
  )
  SELECT found.entries, sequencer.sequence, encode(sequencer.hash, 'hex') AS hash,
         coalesce(found.broken,
                  CASE WHEN (coalesce(last.sequence, 0), coalesce(last.hash, sequencer.hash))
                            IS DISTINCT FROM (sequencer.sequence, sequencer.hash)
                       THEN coalesce(last.sequence, 0) + 1 END) AS "brokenAt"
  FROM found, sequencer LEFT JOIN last ON true`;

/** The state of an organization's hash chain. */
export interface ChainState {
  /** How many entries there are. */
  entries: number;
  /** The number of the last change. */
  sequence: number;
  /** Of the last entry, in hex: kept elsewhere, it proves later that the log up to it is the same. */
  hash: string;
  /** The first number at which the entry isn't the one that was written; null when all are. */
  brokenAt: number | null;
}
