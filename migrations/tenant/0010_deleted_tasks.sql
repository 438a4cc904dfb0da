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
GRANT SELECT, INSERT, DELETE ON deleted_tasks TO :"tenant";
