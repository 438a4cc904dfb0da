-- Whether a completed task may be reopened stands in the sequencer row, as the other settings do that tasks depend on. A project
-- that is archived takes no new tasks.
ALTER TABLE sequencer ADD COLUMN allow_reopen boolean NOT NULL DEFAULT false;
ALTER TABLE projects ADD COLUMN archived boolean NOT NULL DEFAULT false;

-- How tasks relate to each other: a subtask to its parent, a task to those that it is blocked by, a recurring one to the next of
-- its kind. The service keeps these rules under the lock of the sequencer: a foreign key would be checked with every task.
ALTER TABLE tasks
  ADD COLUMN parent_id  uuid,
  ADD COLUMN blocked_by uuid[] NOT NULL DEFAULT '{}',
  -- A rule of RFC 5545, without its RRULE:.
  ADD COLUMN recurrence text;
-- Most tasks are in neither of these. Progress is counted from the first alone.
CREATE INDEX tasks_parent ON tasks (parent_id, status) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_blocked_by ON tasks USING gin (blocked_by) WHERE blocked_by <> '{}';

ALTER TABLE deleted_tasks
  ADD COLUMN parent_id  uuid,
  ADD COLUMN blocked_by uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN recurrence text,
  -- Which tasks it blocked: they aren't blocked by a deleted task, and are again once it is restored.
  ADD COLUMN blocks     uuid[] NOT NULL DEFAULT '{}';
