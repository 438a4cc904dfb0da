-- One organization's tables. :"tenant" is its schema and its role, :'organization_id' its id.

-- The organization's counters: every change takes the next sequence, every task the next number.
-- Locking this row orders the organization's writers, so both stay without gaps and in commit order.
CREATE TABLE head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sequence bigint NOT NULL DEFAULT 0,
  number   integer NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO head DEFAULT VALUES;
GRANT SELECT, UPDATE ON head TO :"tenant";

CREATE TABLE activity (
  sequence   bigint PRIMARY KEY,
  at         timestamptz(3) NOT NULL,
  type       text NOT NULL,
  subject_id uuid NOT NULL,
  actor_id   uuid,
  request_id text,
  -- {field: {from, to}}
  changes    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX activity_subject ON activity (subject_id, sequence);
-- Append-only: nobody who serves requests can change what was written.
GRANT SELECT, INSERT ON activity TO :"tenant";

CREATE VIEW people WITH (security_barrier) AS
  SELECT u.id, u.email, u.username, u.name, m.role, m.joined_at
  FROM public.memberships m
  JOIN public.users u ON u.id = m.user_id
  WHERE m.organization_id = :'organization_id';
GRANT SELECT ON people TO :"tenant";

CREATE TABLE tasks (
  id           uuid PRIMARY KEY,
  number       integer NOT NULL UNIQUE,
  title        text NOT NULL,
  description  text,
  status       public.task_status NOT NULL,
  priority     public.task_priority NOT NULL,
  assignee_id  uuid,
  creator_id   uuid NOT NULL,
  project_id   uuid,
  labels       text[] NOT NULL DEFAULT '{}',
  due_at       timestamptz(3),
  completed_at timestamptz(3),
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz(3) NOT NULL,
  updated_at   timestamptz(3) NOT NULL
);
CREATE INDEX tasks_created_at ON tasks (created_at, number);
CREATE INDEX tasks_updated_at ON tasks (updated_at, number);
CREATE INDEX tasks_status ON tasks (status, created_at, number);
CREATE INDEX tasks_assignee ON tasks (assignee_id) WHERE assignee_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON tasks TO :"tenant";
