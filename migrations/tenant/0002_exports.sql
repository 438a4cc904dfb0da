CREATE TABLE exports (
  id           uuid PRIMARY KEY,
  requested_by uuid NOT NULL,
  status       text NOT NULL DEFAULT 'QUEUED'
    CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED')),
  format       text NOT NULL CHECK (format IN ('CSV')),
  filter       jsonb NOT NULL DEFAULT '{}',
  columns      text[] NOT NULL,
  -- Whoever runs the export holds this; a run that lost it can change nothing any more.
  run_id       uuid,
  runs         smallint NOT NULL DEFAULT 0,
  progress     smallint NOT NULL DEFAULT 0,
  row_count    integer,
  byte_size    bigint,
  sha256       text,
  file_name    text,
  error        text,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  started_at   timestamptz(3),
  finished_at  timestamptz(3)
);
CREATE INDEX exports_created_at ON exports (created_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO :"tenant";
