-- Version 11 of an organization's schema, as one message: what its migrations lead to, for new organizations.
-- "npm run write:contract" writes this file, and test/tenancy/tenant-schema compares what both make.

CREATE TABLE :"tenant".activity (
  sequence bigint NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  type text NOT NULL,
  subject_id uuid NOT NULL,
  actor_id uuid,
  request_id text,
  changes jsonb NOT NULL DEFAULT '{}'::jsonb,
  hash bytea NOT NULL,
  CONSTRAINT activity_pkey PRIMARY KEY (sequence)
);
CREATE INDEX activity_of_task ON :"tenant".activity USING btree (COALESCE((changes #>> '{taskId,to}'::text[]), (changes #>> '{taskId,from}'::text[])), sequence) WHERE (changes ? 'taskId'::text);
CREATE INDEX activity_subject ON :"tenant".activity USING btree (subject_id, sequence);
GRANT INSERT, SELECT ON :"tenant".activity TO :"role";

CREATE TABLE :"tenant".attachments (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  sequence bigint NOT NULL,
  file_name text NOT NULL,
  content_type text NOT NULL,
  byte_size bigint NOT NULL,
  sha256 text NOT NULL,
  uploaded_by uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT attachments_pkey PRIMARY KEY (id)
);
CREATE INDEX attachments_task ON :"tenant".attachments USING btree (task_id, sequence);
GRANT DELETE, INSERT, SELECT ON :"tenant".attachments TO :"role";

CREATE TABLE :"tenant".comments (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  sequence bigint NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  mentions uuid[] NOT NULL DEFAULT '{}'::uuid[],
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  search tsvector NOT NULL GENERATED ALWAYS AS (public.search_comment(body)) STORED,
  CONSTRAINT comments_pkey PRIMARY KEY (id)
);
CREATE INDEX comments_search ON :"tenant".comments USING gin (search) WITH (gin_pending_list_limit='512');
CREATE INDEX comments_task ON :"tenant".comments USING btree (task_id, sequence);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".comments TO :"role";

CREATE TABLE :"tenant".consumers (
  name text NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT consumers_pkey PRIMARY KEY (name)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".consumers TO :"role";
INSERT INTO :"tenant".consumers (name, sequence) VALUES ('notifications', '0');

CREATE TABLE :"tenant".deleted_tasks (
  id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  description text,
  status public.task_status NOT NULL,
  priority public.task_priority NOT NULL,
  assignee_id uuid,
  creator_id uuid NOT NULL,
  project_id uuid,
  labels text[] NOT NULL,
  due_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  version integer NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone NOT NULL,
  parent_id uuid,
  blocked_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
  recurrence text,
  blocks uuid[] NOT NULL DEFAULT '{}'::uuid[],
  CONSTRAINT deleted_tasks_number_key UNIQUE (number),
  CONSTRAINT deleted_tasks_pkey PRIMARY KEY (id)
);
CREATE INDEX deleted_tasks_deleted_at ON :"tenant".deleted_tasks USING btree (deleted_at, number);
GRANT DELETE, INSERT, SELECT ON :"tenant".deleted_tasks TO :"role";

CREATE TABLE :"tenant".exports (
  id uuid NOT NULL,
  requested_by uuid NOT NULL,
  status text NOT NULL DEFAULT 'QUEUED'::text,
  format text NOT NULL,
  filter jsonb NOT NULL DEFAULT '{}'::jsonb,
  sort text NOT NULL DEFAULT 'number'::text,
  columns text[] NOT NULL,
  options jsonb NOT NULL DEFAULT '{}'::jsonb,
  fencing_token uuid,
  attempts smallint NOT NULL DEFAULT 0,
  progress smallint NOT NULL DEFAULT 0,
  sequence bigint,
  row_count integer,
  byte_size bigint,
  sha256 text,
  file_name text,
  error text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  CONSTRAINT exports_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'NDJSON'::text, 'JSON'::text, 'XLSX'::text]))),
  CONSTRAINT exports_pkey PRIMARY KEY (id),
  CONSTRAINT exports_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))
);
CREATE INDEX exports_created_at ON :"tenant".exports USING btree (created_at, id);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".exports TO :"role";

CREATE TABLE :"tenant".external_source (
  is_only boolean NOT NULL DEFAULT true,
  url text NOT NULL,
  token bytea,
  map jsonb NOT NULL,
  pages text NOT NULL,
  revision uuid NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT external_source_is_only_check CHECK (is_only),
  CONSTRAINT external_source_pkey PRIMARY KEY (is_only)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".external_source TO :"role";

CREATE TABLE :"tenant".idempotency_keys (
  caller_id uuid NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  status smallint NOT NULL,
  headers json NOT NULL,
  body text,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller_id, route, key)
);
CREATE INDEX idempotency_keys_created_at ON :"tenant".idempotency_keys USING btree (created_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".idempotency_keys TO :"role";

CREATE TABLE :"tenant".imports (
  id uuid NOT NULL,
  requested_by uuid NOT NULL,
  status text NOT NULL DEFAULT 'QUEUED'::text,
  mode text NOT NULL,
  unknown_projects text NOT NULL,
  unknown_people text NOT NULL,
  delimiter text NOT NULL,
  byte_size bigint NOT NULL,
  fencing_token uuid,
  attempts smallint NOT NULL DEFAULT 0,
  progress smallint NOT NULL DEFAULT 0,
  accepted integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  error text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  mapping jsonb NOT NULL DEFAULT '{}'::jsonb,
  encoding text NOT NULL DEFAULT 'utf-8'::text,
  dry_run boolean NOT NULL DEFAULT false,
  skipped integer NOT NULL DEFAULT 0,
  on_known text NOT NULL DEFAULT 'skip'::text,
  updated integer NOT NULL DEFAULT 0,
  CONSTRAINT imports_mode_check CHECK ((mode = ANY (ARRAY['best-effort'::text, 'all-or-nothing'::text]))),
  CONSTRAINT imports_pkey PRIMARY KEY (id),
  CONSTRAINT imports_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text]))),
  CONSTRAINT imports_unknown_people_check CHECK ((unknown_people = ANY (ARRAY['skip'::text, 'refuse'::text]))),
  CONSTRAINT imports_unknown_projects_check CHECK ((unknown_projects = ANY (ARRAY['create'::text, 'skip'::text, 'refuse'::text])))
);
CREATE INDEX imports_created_at ON :"tenant".imports USING btree (created_at, id);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".imports TO :"role";

CREATE TABLE :"tenant".import_batches (
  import_id uuid NOT NULL,
  first_number integer NOT NULL,
  last_number integer NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT import_batches_import_id_fkey FOREIGN KEY (import_id) REFERENCES :"tenant".imports(id) ON DELETE CASCADE,
  CONSTRAINT import_batches_pkey PRIMARY KEY (import_id, first_number)
);
GRANT INSERT, SELECT ON :"tenant".import_batches TO :"role";

CREATE TABLE :"tenant".import_row_errors (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  field text,
  reason text NOT NULL,
  value text,
  proposal text,
  cells jsonb,
  CONSTRAINT import_row_errors_import_id_fkey FOREIGN KEY (import_id) REFERENCES :"tenant".imports(id) ON DELETE CASCADE,
  CONSTRAINT import_row_errors_pkey PRIMARY KEY (import_id, line)
);
GRANT INSERT, SELECT ON :"tenant".import_row_errors TO :"role";

CREATE TABLE :"tenant".label_colors (
  id uuid NOT NULL,
  name text NOT NULL,
  color text NOT NULL,
  CONSTRAINT label_colors_color_check CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
  CONSTRAINT label_colors_name_key UNIQUE (name),
  CONSTRAINT label_colors_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".label_colors TO :"role";

CREATE TABLE :"tenant".members (
  id uuid NOT NULL,
  email text NOT NULL,
  username text,
  name text NOT NULL,
  role text NOT NULL,
  joined_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT members_pkey PRIMARY KEY (id),
  CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['OWNER'::text, 'ADMIN'::text, 'MEMBER'::text, 'VIEWER'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".members TO :"role";

CREATE TABLE :"tenant".notification_preferences (
  user_id uuid NOT NULL,
  no_inbox text[] NOT NULL,
  no_email text[] NOT NULL,
  wants_email text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".notification_preferences TO :"role";

CREATE TABLE :"tenant".notifications (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL,
  task_id uuid,
  cause text,
  count integer NOT NULL DEFAULT 1,
  actor_id uuid,
  sequence bigint NOT NULL,
  in_inbox boolean NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  read_at timestamp(3) with time zone,
  mail_at timestamp(3) with time zone,
  mailed_at timestamp(3) with time zone,
  CONSTRAINT notifications_check CHECK (((task_id IS NULL) = (cause IS NULL))),
  CONSTRAINT notifications_kind_check CHECK ((kind = ANY (ARRAY['task-created'::text, 'task-assigned'::text, 'task-mentioned'::text, 'task-due'::text, 'task-changed'::text, 'task-commented'::text, 'task-reminder'::text]))),
  CONSTRAINT notifications_once UNIQUE (user_id, kind, task_id, cause),
  CONSTRAINT notifications_pkey PRIMARY KEY (id)
);
CREATE INDEX notifications_created_at ON :"tenant".notifications USING btree (created_at);
CREATE INDEX notifications_inbox ON :"tenant".notifications USING btree (user_id, sequence, id);
CREATE INDEX notifications_mail ON :"tenant".notifications USING btree (mailed_at, user_id) WHERE (mail_at IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".notifications TO :"role";

CREATE TABLE :"tenant".projects (
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  archived boolean NOT NULL DEFAULT false,
  CONSTRAINT projects_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX projects_name ON :"tenant".projects USING btree (lower(name));
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".projects TO :"role";

CREATE TABLE :"tenant".reminders (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  user_id uuid NOT NULL,
  remind_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT reminders_pkey PRIMARY KEY (id)
);
CREATE INDEX reminders_remind_at ON :"tenant".reminders USING btree (remind_at);
CREATE INDEX reminders_user ON :"tenant".reminders USING btree (user_id, remind_at);
GRANT DELETE, INSERT, SELECT ON :"tenant".reminders TO :"role";

CREATE TABLE :"tenant".sequencer (
  only_row boolean NOT NULL DEFAULT true,
  sequence bigint NOT NULL DEFAULT 0,
  number integer NOT NULL DEFAULT 0,
  at timestamp(3) with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  hash bytea NOT NULL,
  tasks integer NOT NULL DEFAULT 0,
  max_tasks integer,
  projects integer NOT NULL DEFAULT 0,
  max_projects integer,
  storage bigint NOT NULL DEFAULT 0,
  max_storage bigint,
  task_writes text NOT NULL DEFAULT 'MEMBERS'::text,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  allow_reopen boolean NOT NULL DEFAULT false,
  CONSTRAINT sequencer_only_row_check CHECK (only_row),
  CONSTRAINT sequencer_pkey PRIMARY KEY (only_row),
  CONSTRAINT sequencer_task_writes_check CHECK ((task_writes = ANY (ARRAY['MEMBERS'::text, 'ADMIN'::text])))
) WITH (fillfactor=10);
GRANT SELECT, UPDATE ON :"tenant".sequencer TO :"role";
INSERT INTO :"tenant".sequencer (only_row, sequence, number, at, hash, tasks, projects, storage, task_writes, time_zone, allow_reopen) VALUES ('true', '0', '0', '-infinity', sha256(convert_to(:'organization_id', 'UTF8')), '0', '0', '0', 'MEMBERS', 'UTC', 'false');

CREATE TABLE :"tenant".task_sources (
  source text NOT NULL,
  source_id text NOT NULL,
  task_id uuid NOT NULL,
  CONSTRAINT task_sources_pkey PRIMARY KEY (source, source_id)
);
GRANT INSERT, SELECT, UPDATE ON :"tenant".task_sources TO :"role";

CREATE TABLE :"tenant".task_watchers (
  task_id uuid NOT NULL,
  user_id uuid NOT NULL,
  is_watching boolean NOT NULL,
  CONSTRAINT task_watchers_pkey PRIMARY KEY (task_id, user_id)
);
CREATE INDEX task_watchers_user ON :"tenant".task_watchers USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".task_watchers TO :"role";

CREATE TABLE :"tenant".tasks (
  id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  description text,
  status public.task_status NOT NULL,
  priority public.task_priority NOT NULL,
  assignee_id uuid,
  creator_id uuid NOT NULL,
  project_id uuid,
  labels text[] NOT NULL DEFAULT '{}'::text[],
  due_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  search tsvector NOT NULL GENERATED ALWAYS AS (public.search_task(title, description, labels)) STORED,
  parent_id uuid,
  blocked_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
  recurrence text,
  CONSTRAINT tasks_number_key UNIQUE (number),
  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES :"tenant".projects(id)
);
CREATE INDEX tasks_assignee ON :"tenant".tasks USING btree (assignee_id);
CREATE INDEX tasks_blocked_by ON :"tenant".tasks USING gin (blocked_by) WHERE (blocked_by <> '{}'::uuid[]);
CREATE INDEX tasks_completed_at ON :"tenant".tasks USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX tasks_created_at ON :"tenant".tasks USING btree (created_at, number);
CREATE INDEX tasks_creator ON :"tenant".tasks USING btree (creator_id);
CREATE INDEX tasks_due_at ON :"tenant".tasks USING btree (COALESCE(due_at, 'infinity'::timestamp with time zone), number);
CREATE INDEX tasks_due_at_descending ON :"tenant".tasks USING btree (COALESCE(due_at, '-infinity'::timestamp with time zone), number);
CREATE INDEX tasks_parent ON :"tenant".tasks USING btree (parent_id, status) WHERE (parent_id IS NOT NULL);
CREATE INDEX tasks_priority ON :"tenant".tasks USING btree (priority, number);
CREATE INDEX tasks_project ON :"tenant".tasks USING btree (project_id);
CREATE INDEX tasks_search ON :"tenant".tasks USING gin (search, labels) WITH (gin_pending_list_limit='512');
CREATE INDEX tasks_status ON :"tenant".tasks USING btree (status, number);
CREATE INDEX tasks_title ON :"tenant".tasks USING btree ("left"(title, 64) COLLATE public.natural_order);
CREATE INDEX tasks_updated_at ON :"tenant".tasks USING btree (updated_at, number);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".tasks TO :"role";

CREATE TABLE :"tenant".views (
  id uuid NOT NULL,
  name text NOT NULL,
  author_id uuid NOT NULL,
  is_shared boolean NOT NULL,
  filter jsonb NOT NULL,
  sort text NOT NULL,
  group_by text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT views_pkey PRIMARY KEY (id)
);
CREATE INDEX views_author ON :"tenant".views USING btree (author_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".views TO :"role";

CREATE TABLE :"tenant".webhooks (
  id uuid NOT NULL,
  url text NOT NULL,
  description text,
  events text[] NOT NULL,
  is_enabled boolean NOT NULL,
  disabled_reason text,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_until timestamp(3) with time zone,
  failing_since timestamp(3) with time zone,
  replay_after bigint,
  replay_until bigint,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".webhooks TO :"role";

CREATE TABLE :"tenant".webhook_deliveries (
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sequence bigint NOT NULL,
  status text NOT NULL DEFAULT 'PENDING'::text,
  attempts integer NOT NULL DEFAULT 0,
  queued_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  next_attempt_at timestamp(3) with time zone DEFAULT now(),
  history jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'FAILED'::text]))),
  CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES :"tenant".webhooks(id)
);
CREATE INDEX webhook_deliveries_log ON :"tenant".webhook_deliveries USING btree (webhook_id, queued_at, sequence, id);
CREATE INDEX webhook_deliveries_pending ON :"tenant".webhook_deliveries USING btree (webhook_id, sequence) WHERE (status = 'PENDING'::text);
GRANT DELETE, INSERT, SELECT, UPDATE ON :"tenant".webhook_deliveries TO :"role";
