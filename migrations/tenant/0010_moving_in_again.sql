-- The source of external tasks that an organization has set for itself: one at most.
CREATE TABLE external_source (
  is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  url        text NOT NULL,
  -- Encrypted; null where none is sent.
  token      bytea,
  map        jsonb NOT NULL,
  pages      text NOT NULL,
  revision   uuid NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON external_source TO :"role";

-- What an import does about tasks that came from the source before, and how many it has changed.
ALTER TABLE imports
  ADD COLUMN on_known text NOT NULL DEFAULT 'skip',
  ADD COLUMN updated  integer NOT NULL DEFAULT 0;
