-- What lists of tasks search, sort and filter by: docs/adr/0007-lists-of-tasks.md says why these and no others.

-- Punctuation becomes blanks, so that the parser makes words of addresses, paths and compounds as well;
-- src/modules/tasks/task-search.ts does the same to what is searched for.
ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
  setweight(to_tsvector('pg_catalog.simple', translate(title, '-_./\:@+&<>;''"', '              ')), 'A') ||
  setweight(to_tsvector('pg_catalog.simple', translate(coalesce(description, ''), '-_./\:@+&<>;''"', '              ')), 'D')
) STORED;
-- A small pending list: searches read all of it, and the write that fills it moves it into the index.
CREATE INDEX tasks_search ON tasks USING gin (search, labels) WITH (gin_pending_list_limit = 512);

-- The sorts, with ties by number. Lists of a status by time go by tasks_created_at: a status has a good part of all tasks.
DROP INDEX tasks_status;
CREATE INDEX tasks_status ON tasks (status, number);
CREATE INDEX tasks_priority ON tasks (priority, number);
CREATE INDEX tasks_due_at ON tasks (coalesce(due_at, 'infinity'), number);
-- A whole title may be too long for an entry of an index.
CREATE INDEX tasks_title ON tasks (left(title, 64) COLLATE "C");

-- What else lists are filtered by.
CREATE INDEX tasks_creator ON tasks (creator_id);
CREATE INDEX tasks_project ON tasks (project_id) WHERE project_id IS NOT NULL;
