-- Who watches a task, beside those whom the task and its comments name, and who of those has ceased to. Neither this nor
-- reminders have a foreign key to the task: those of a deleted one stay with it in the trash.
CREATE TABLE task_watchers (
  task_id     uuid NOT NULL,
  user_id     uuid NOT NULL,
  is_watching boolean NOT NULL,
  PRIMARY KEY (task_id, user_id)
);
CREATE INDEX task_watchers_user ON task_watchers (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON task_watchers TO :"role";

-- What users want to be reminded of, until it is done. The earliest stands in public.organizations, too.
CREATE TABLE reminders (
  id         uuid PRIMARY KEY,
  task_id    uuid NOT NULL,
  user_id    uuid NOT NULL,
  remind_at  timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX reminders_remind_at ON reminders (remind_at);
CREATE INDEX reminders_user ON reminders (user_id, remind_at);
GRANT SELECT, INSERT, DELETE ON reminders TO :"role";

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_kind_check CHECK (kind IN (
  'task-created', 'task-assigned', 'task-mentioned', 'task-due', 'task-changed', 'task-commented', 'task-reminder'));

-- What users want by mail of the kinds that are mailed only to those who ask for it.
ALTER TABLE notification_preferences ADD COLUMN wants_email text[] NOT NULL DEFAULT '{}';
