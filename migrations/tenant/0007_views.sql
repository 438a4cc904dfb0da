-- Saved views: a list of tasks under a name. A private one is its author's alone; a shared one stays when its author leaves.
CREATE TABLE views (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  author_id  uuid NOT NULL,
  is_shared  boolean NOT NULL,
  -- As GET /tasks takes it: lists of statuses, priorities and labels, ids, moments or days, and words.
  filter     jsonb NOT NULL,
  sort       text NOT NULL,
  group_by   text,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX views_author ON views (author_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON views TO :"role";
