CREATE TABLE notifications (
  id         uuid PRIMARY KEY,
  user_id    uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('task-created', 'task-assigned', 'task-mentioned', 'task-due')),
  -- Null where many of the kind became one.
  task_id    uuid,
  -- What is told of a task once: the number of the change, the comment, or the day that it falls due on.
  cause      text,
  -- How many it stands for.
  count      integer NOT NULL DEFAULT 1,
  actor_id   uuid,
  -- Up to which change notifications were stored: with the id, the order of the inbox.
  sequence   bigint NOT NULL,
  -- Whether the person wants to find it there; otherwise it is only mailed.
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
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO :"tenant";

-- What people don't want, by kind. Who has no row wants everything.
CREATE TABLE notification_preferences (
  user_id  uuid PRIMARY KEY,
  no_inbox text[] NOT NULL,
  no_email text[] NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON notification_preferences TO :"tenant";

-- Whoever has been here before is told of what happens from now on.
INSERT INTO consumers (name, sequence) SELECT 'notifications', sequence FROM head;
