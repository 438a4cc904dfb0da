-- What tasks depend on of the organization's settings stands in the sequencer row, as task_writes does: the time zone of its days.
ALTER TABLE sequencer ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
UPDATE sequencer SET time_zone = o.settings ->> 'timeZone'
  FROM public.organizations o WHERE o.id = :'organization_id' AND o.settings ? 'timeZone';

-- Tasks of nobody and of no project are found like those of somebody.
DROP INDEX tasks_assignee, tasks_project;
CREATE INDEX tasks_assignee ON tasks (assignee_id);
CREATE INDEX tasks_project ON tasks (project_id);
CREATE INDEX tasks_completed_at ON tasks (completed_at) WHERE completed_at IS NOT NULL;
-- What is never due comes last in this order, too.
CREATE INDEX tasks_due_at_descending ON tasks (coalesce(due_at, '-infinity'), number);
