-- Files of tasks that are read in by a job.
CREATE TABLE imports (
  -- Also the name of the file in the storage, until the import has ended.
  id               uuid PRIMARY KEY,
  requested_by     uuid NOT NULL,
  status           text NOT NULL DEFAULT 'QUEUED'
    CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  mode             text NOT NULL CHECK (mode IN ('best-effort', 'all-or-nothing')),
  unknown_projects text NOT NULL CHECK (unknown_projects IN ('create', 'skip', 'refuse')),
  unknown_people   text NOT NULL CHECK (unknown_people IN ('skip', 'refuse')),
  delimiter        text NOT NULL,
  byte_size        bigint NOT NULL,
  -- Whoever runs the import holds this; a run that lost it can change nothing any more.
  run_id           uuid,
  -- How often it was begun since it last got further.
  runs             smallint NOT NULL DEFAULT 0,
  progress         smallint NOT NULL DEFAULT 0,
  -- Together how many rows are done: the next run goes on after them.
  accepted         integer NOT NULL DEFAULT 0,
  refused          integer NOT NULL DEFAULT 0,
  error            text,
  created_at       timestamptz(3) NOT NULL DEFAULT now(),
  started_at       timestamptz(3),
  finished_at      timestamptz(3)
);
CREATE INDEX imports_created_at ON imports (created_at, id);
GRANT SELECT, INSERT, UPDATE ON imports TO :"tenant";

CREATE TABLE import_refusals (
  import_id uuid NOT NULL REFERENCES imports,
  line      integer NOT NULL,
  field     text,
  reason    text NOT NULL,
  PRIMARY KEY (import_id, line)
);
GRANT SELECT, INSERT ON import_refusals TO :"tenant";
