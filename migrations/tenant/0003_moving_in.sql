-- Files of other products: how they are read, what was refused in them, and which tasks came from them.
ALTER TABLE imports
  -- {source, headerRow, columns, values, dateFormat, needsEvidence, timeZone}
  ADD COLUMN mapping  jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN encoding text NOT NULL DEFAULT 'utf-8',
  ADD COLUMN dry_run  boolean NOT NULL DEFAULT false,
  -- Rows whose task had come from the source before, which count as done, too.
  ADD COLUMN skipped  integer NOT NULL DEFAULT 0;

ALTER TABLE import_row_errors
  ADD COLUMN value    text,
  ADD COLUMN proposal text,
  -- The cells of the row, unless they are very long.
  ADD COLUMN cells    jsonb;

-- The tasks of an import, by the numbers that each of its transactions took.
CREATE TABLE import_batches (
  import_id    uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  first_number integer NOT NULL,
  last_number  integer NOT NULL,
  -- The last change of the transaction: what comes after it was done by others.
  sequence     bigint NOT NULL,
  PRIMARY KEY (import_id, first_number)
);
GRANT SELECT, INSERT ON import_batches TO :"role";

-- By which a source knows a task, so that it isn't imported twice.
CREATE TABLE task_sources (
  source    text NOT NULL,
  source_id text NOT NULL,
  task_id   uuid NOT NULL,
  PRIMARY KEY (source, source_id)
);
GRANT SELECT, INSERT, UPDATE ON task_sources TO :"role";
