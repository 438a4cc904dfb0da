-- Tasks are found by their labels, too, and by their comments, titles sort as people sort them, and lists filter by what a
-- task lacks. Schemas that were made after this have it from the beginning: to write tables and indexes anew, even empty
-- ones, would be a fifth of making one.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'comments'::regclass AND attname = 'search') THEN RETURN; END IF;

  DROP INDEX tasks_title, tasks_assignee, tasks_project;
  ALTER TABLE tasks DROP COLUMN search;
  ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL
    GENERATED ALWAYS AS (public.search_task(title, description, labels)) STORED;
  CREATE INDEX tasks_search ON tasks USING gin (search, labels) WITH (gin_pending_list_limit = 512);
  CREATE INDEX tasks_title ON tasks (left(title, 64) COLLATE public.natural_order);
  CREATE INDEX tasks_assignee ON tasks (assignee_id);
  CREATE INDEX tasks_project ON tasks (project_id);
  CREATE INDEX tasks_completed_at ON tasks (completed_at) WHERE completed_at IS NOT NULL;
  CREATE INDEX tasks_due_at_descending ON tasks (coalesce(due_at, '-infinity'), number);

  ALTER TABLE comments ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (public.search_comment(body)) STORED;
  CREATE INDEX comments_search ON comments USING gin (search) WITH (gin_pending_list_limit = 512);
END
$$;
