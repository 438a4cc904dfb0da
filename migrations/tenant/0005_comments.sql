CREATE TABLE comments (
  id         uuid PRIMARY KEY,
  -- Without a foreign key: a deleted task rests in the trash, and its comments with it.
  task_id    uuid NOT NULL,
  -- Of the change that added it: comments are read in the order in which they were committed.
  sequence   bigint NOT NULL,
  author_id  uuid NOT NULL,
  body       text NOT NULL,
  mentions   uuid[] NOT NULL DEFAULT '{}',
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX comments_task ON comments (task_id, sequence);
GRANT SELECT, INSERT, UPDATE, DELETE ON comments TO :"tenant";
