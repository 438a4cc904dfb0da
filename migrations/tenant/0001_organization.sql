-- One organization's tables. :"tenant" is its schema, :"role" the role that uses it, :'organization_id' its id.

-- The sequencer: every change takes the next sequence, every task the next number. Its lock orders the organization's
-- writers, so both are without gaps and in the order of the commits. What a plan and a setting allow stands in the same
-- row: a limit holds exactly, however many write at once, and costs no further statement.
CREATE TABLE sequencer (
  only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sequence     bigint NOT NULL DEFAULT 0,
  number       integer NOT NULL DEFAULT 0,
  -- Of the last entry of the change log: its time, and the hash that the next one is linked to.
  at           timestamptz(3) NOT NULL DEFAULT '-infinity',
  hash         bytea NOT NULL,
  -- Counters, each with its limit; null is unlimited. Storage is in bytes: attachments, the files of exports, and
  -- imports that haven't ended.
  tasks        integer NOT NULL DEFAULT 0,
  max_tasks    integer,
  projects     integer NOT NULL DEFAULT 0,
  max_projects integer,
  storage      bigint NOT NULL DEFAULT 0,
  max_storage  bigint,
  task_writes  text NOT NULL DEFAULT 'MEMBERS' CHECK (task_writes IN ('MEMBERS', 'ADMIN'))
) WITH (fillfactor = 10);
INSERT INTO sequencer (hash) VALUES (sha256(convert_to(:'organization_id', 'UTF8')));
GRANT SELECT, UPDATE ON sequencer TO :"role";

-- The change log. Each entry carries a hash over itself and the entry before: one that is changed, added or removed
-- later, with a superuser's rights or in a backup, breaks the chain.
CREATE TABLE activity (
  sequence   bigint PRIMARY KEY,
  at         timestamptz(3) NOT NULL,
  type       text NOT NULL,
  subject_id uuid NOT NULL,
  actor_id   uuid,
  request_id text,
  -- {field: {from, to}}
  changes    jsonb NOT NULL DEFAULT '{}',
  hash       bytea NOT NULL
);
CREATE INDEX activity_subject ON activity (subject_id, sequence);
-- Append-only: what serves requests can't change what was written.
GRANT SELECT, INSERT ON activity TO :"role";

-- The durable consumers of the change log, each with the number up to which it has handled changes.
CREATE TABLE consumers (
  name     text PRIMARY KEY,
  sequence bigint NOT NULL
);
INSERT INTO consumers (name, sequence) VALUES ('notifications', 0);
GRANT SELECT, INSERT, UPDATE, DELETE ON consumers TO :"role";

-- The members of the organization, as its own tables may refer to them.
CREATE VIEW members WITH (security_barrier) AS
  SELECT u.id, u.email, u.username, u.name, m.role, m.joined_at
  FROM public.memberships m
  JOIN public.users u ON u.id = m.user_id
  WHERE m.organization_id = :'organization_id';
GRANT SELECT ON members TO :"role";

-- Projects and tasks --------------------------------------------------------------------------------------------------

CREATE TABLE projects (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  description text,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz(3) NOT NULL,
  updated_at  timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX projects_name ON projects (lower(name));
GRANT SELECT, INSERT, UPDATE, DELETE ON projects TO :"role";

CREATE TABLE tasks (
  id           uuid PRIMARY KEY,
  number       integer NOT NULL UNIQUE,
  title        text NOT NULL,
  description  text,
  status       public.task_status NOT NULL,
  priority     public.task_priority NOT NULL,
  assignee_id  uuid,
  creator_id   uuid NOT NULL,
  project_id   uuid REFERENCES projects,
  labels       text[] NOT NULL DEFAULT '{}',
  due_at       timestamptz(3),
  completed_at timestamptz(3),
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz(3) NOT NULL,
  updated_at   timestamptz(3) NOT NULL,
  -- What it is found by, and how that is read: migrations/public/0002_text.sql.
  search       tsvector NOT NULL GENERATED ALWAYS AS (public.search_task(title, description, labels)) STORED
);
-- What lists search, sort and filter by: docs/adr/0007-lists-of-tasks.md says why these and no others. Ties sort by
-- number; lists of a status by time use tasks_created_at, as a status has a good part of all tasks.
CREATE INDEX tasks_created_at ON tasks (created_at, number);
CREATE INDEX tasks_updated_at ON tasks (updated_at, number);
CREATE INDEX tasks_status ON tasks (status, number);
CREATE INDEX tasks_priority ON tasks (priority, number);
CREATE INDEX tasks_due_at ON tasks (coalesce(due_at, 'infinity'), number);
-- What is never due comes last in this order, too.
CREATE INDEX tasks_due_at_descending ON tasks (coalesce(due_at, '-infinity'), number);
CREATE INDEX tasks_completed_at ON tasks (completed_at) WHERE completed_at IS NOT NULL;
-- A whole title may be too long for an entry of an index.
CREATE INDEX tasks_title ON tasks (left(title, 64) COLLATE public.natural_order);
-- Nulls are in these, too: tasks without an assignee or a project are listed like those with one.
CREATE INDEX tasks_assignee ON tasks (assignee_id);
CREATE INDEX tasks_creator ON tasks (creator_id);
CREATE INDEX tasks_project ON tasks (project_id);
-- A small pending list: searches read all of it, and the write that fills it moves it into the index.
CREATE INDEX tasks_search ON tasks USING gin (search, labels) WITH (gin_pending_list_limit = 512);
GRANT SELECT, INSERT, UPDATE, DELETE ON tasks TO :"role";

-- The trash. Deleted tasks are moved, not marked: no list, count or export can show one by mistake.
CREATE TABLE deleted_tasks (
  id           uuid PRIMARY KEY,
  number       integer NOT NULL UNIQUE,
  title        text NOT NULL,
  description  text,
  status       public.task_status NOT NULL,
  priority     public.task_priority NOT NULL,
  assignee_id  uuid,
  creator_id   uuid NOT NULL,
  project_id   uuid,
  labels       text[] NOT NULL,
  due_at       timestamptz(3),
  completed_at timestamptz(3),
  version      integer NOT NULL,
  created_at   timestamptz(3) NOT NULL,
  updated_at   timestamptz(3) NOT NULL,
  deleted_at   timestamptz(3) NOT NULL
);
CREATE INDEX deleted_tasks_deleted_at ON deleted_tasks (deleted_at, number);
GRANT SELECT, INSERT, DELETE ON deleted_tasks TO :"role";

-- Comments and attachments have no foreign key to their task: those of a deleted one stay with it in the trash.
CREATE TABLE comments (
  id         uuid PRIMARY KEY,
  task_id    uuid NOT NULL,
  -- Of the change that added it: comments are read in the order of the commits.
  sequence   bigint NOT NULL,
  author_id  uuid NOT NULL,
  body       text NOT NULL,
  mentions   uuid[] NOT NULL DEFAULT '{}',
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  search     tsvector NOT NULL GENERATED ALWAYS AS (public.search_comment(body)) STORED
);
CREATE INDEX comments_task ON comments (task_id, sequence);
CREATE INDEX comments_search ON comments USING gin (search) WITH (gin_pending_list_limit = 512);
GRANT SELECT, INSERT, UPDATE, DELETE ON comments TO :"role";

CREATE TABLE attachments (
  -- Also the name of the file in the storage.
  id           uuid PRIMARY KEY,
  task_id      uuid NOT NULL,
  -- Of the change that added it: attachments are listed in the order of the commits.
  sequence     bigint NOT NULL,
  file_name    text NOT NULL,
  content_type text NOT NULL,
  byte_size    bigint NOT NULL,
  sha256       text NOT NULL,
  uploaded_by  uuid NOT NULL,
  created_at   timestamptz(3) NOT NULL
);
CREATE INDEX attachments_task ON attachments (task_id, sequence);
GRANT SELECT, INSERT, DELETE ON attachments TO :"role";

-- Exports and imports -------------------------------------------------------------------------------------------------

CREATE TABLE exports (
  id            uuid PRIMARY KEY,
  requested_by  uuid NOT NULL,
  status        text NOT NULL DEFAULT 'QUEUED'
    CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED')),
  format        text NOT NULL CHECK (format IN ('CSV', 'NDJSON', 'JSON', 'XLSX')),
  filter        jsonb NOT NULL DEFAULT '{}',
  sort          text NOT NULL DEFAULT 'number',
  columns       text[] NOT NULL,
  -- {delimiter, bom, timeZone, compression}
  options       jsonb NOT NULL DEFAULT '{}',
  -- Of the attempt that holds the lease; one that lost it can change nothing any more.
  fencing_token uuid,
  attempts      smallint NOT NULL DEFAULT 0,
  progress      smallint NOT NULL DEFAULT 0,
  -- Of the organization, when its tasks were read.
  sequence      bigint,
  row_count     integer,
  byte_size     bigint,
  sha256        text,
  file_name     text,
  error         text,
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  started_at    timestamptz(3),
  finished_at   timestamptz(3),
  expires_at    timestamptz(3)
);
CREATE INDEX exports_created_at ON exports (created_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO :"role";

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
  -- Of the attempt that holds the lease; one that lost it can change nothing any more.
  fencing_token    uuid,
  -- Attempts since the last one that made progress.
  attempts         smallint NOT NULL DEFAULT 0,
  progress         smallint NOT NULL DEFAULT 0,
  -- Together how many rows are done: the next attempt continues after them.
  accepted         integer NOT NULL DEFAULT 0,
  refused          integer NOT NULL DEFAULT 0,
  error            text,
  created_at       timestamptz(3) NOT NULL DEFAULT now(),
  started_at       timestamptz(3),
  finished_at      timestamptz(3)
);
CREATE INDEX imports_created_at ON imports (created_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON imports TO :"role";

CREATE TABLE import_row_errors (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  line      integer NOT NULL,
  field     text,
  reason    text NOT NULL,
  PRIMARY KEY (import_id, line)
);
GRANT SELECT, INSERT ON import_row_errors TO :"role";

-- What follows a change -----------------------------------------------------------------------------------------------

CREATE TABLE notifications (
  id         uuid PRIMARY KEY,
  user_id    uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('task-created', 'task-assigned', 'task-mentioned', 'task-due')),
  -- Null where many of the kind became one.
  task_id    uuid,
  -- What a task is notified of once: the number of the change, the comment, or the day that it falls due on.
  cause      text,
  -- How many it stands for.
  count      integer NOT NULL DEFAULT 1,
  actor_id   uuid,
  -- Up to which change notifications were stored: with the id, the order of the inbox.
  sequence   bigint NOT NULL,
  -- Whether the user wants it in the inbox; otherwise it is only mailed.
  in_inbox   boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  read_at    timestamptz(3),
  -- From when on it is to be mailed; null where it isn't.
  mail_at    timestamptz(3),
  -- When the mail was written.
  mailed_at  timestamptz(3),
  CHECK ((task_id IS NULL) = (cause IS NULL)),
  CONSTRAINT notifications_once UNIQUE (user_id, kind, task_id, cause)
);
CREATE INDEX notifications_inbox ON notifications (user_id, sequence, id);
CREATE INDEX notifications_mail ON notifications (mailed_at, user_id) WHERE mail_at IS NOT NULL;
CREATE INDEX notifications_created_at ON notifications (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO :"role";

-- What users don't want, by kind. One without a row wants everything.
CREATE TABLE notification_preferences (
  user_id  uuid PRIMARY KEY,
  no_inbox text[] NOT NULL,
  no_email text[] NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON notification_preferences TO :"role";

-- The endpoints that changes are sent to.
CREATE TABLE webhooks (
  id                    uuid PRIMARY KEY,
  url                   text NOT NULL,
  description           text,
  -- Types of events: task.created, task.* or *.
  events                text[] NOT NULL,
  is_enabled            boolean NOT NULL,
  -- Why it was disabled, where no user did it.
  disabled_reason       text,
  -- Encrypted. The previous one also signs for some time.
  secret                bytea NOT NULL,
  previous_secret       bytea,
  previous_secret_until timestamptz(3),
  -- Since when no delivery has succeeded; null while they do.
  failing_since         timestamptz(3),
  -- A replay continues after the first change, and ends with the second.
  replay_after          bigint,
  replay_until          bigint,
  version               integer NOT NULL DEFAULT 1,
  created_at            timestamptz(3) NOT NULL,
  updated_at            timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO :"role";

-- What was sent or waits to be sent. The content is read from the change log.
CREATE TABLE webhook_deliveries (
  -- Made of the webhook and the number of the change, so that a change can't be delivered twice.
  id              uuid PRIMARY KEY,
  webhook_id      uuid NOT NULL REFERENCES webhooks,
  -- Of the change; 0 is a test.
  sequence        bigint NOT NULL,
  status          text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'FAILED')),
  attempts        integer NOT NULL DEFAULT 0,
  queued_at       timestamptz(3) NOT NULL DEFAULT now(),
  next_attempt_at timestamptz(3) DEFAULT now(),
  -- The last attempts, oldest first: {at, durationMs, request, response, error}.
  history         jsonb NOT NULL DEFAULT '[]'
);
-- The pending ones of a webhook: only the next in line is sent.
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (webhook_id, sequence) WHERE status = 'PENDING';
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, queued_at, sequence, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO :"role";

-- The answers of calls that came with an Idempotency-Key, each written by the call's own transaction.
CREATE TABLE idempotency_keys (
  caller_id   uuid NOT NULL,
  -- Method and path pattern, such as POST /tasks.
  route       text NOT NULL,
  key         text NOT NULL,
  -- SHA-256 of method, path and body.
  fingerprint bytea NOT NULL,
  status      smallint NOT NULL,
  -- What the call sent besides, such as {"location": "/tasks/..."}.
  headers     json NOT NULL,
  -- The JSON that was sent, to the byte; null where there was none.
  body        text,
  created_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (caller_id, route, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO :"role";
