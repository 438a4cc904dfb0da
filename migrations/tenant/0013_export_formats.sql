ALTER TABLE exports
  DROP CONSTRAINT exports_format_check,
  ADD CONSTRAINT exports_format_check CHECK (format IN ('CSV', 'NDJSON', 'JSON', 'XLSX')),
  ADD COLUMN sort       text NOT NULL DEFAULT 'number',
  -- {delimiter, bom, timeZone, compression}
  ADD COLUMN options    jsonb NOT NULL DEFAULT '{}',
  -- Of the organization, when its tasks were read.
  ADD COLUMN sequence   bigint,
  ADD COLUMN expires_at timestamptz(3);

-- Files are in the storage from now on. Those beside it are no longer looked for.
UPDATE exports SET status = 'EXPIRED', file_name = NULL, expires_at = now() WHERE status = 'COMPLETED';
