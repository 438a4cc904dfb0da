-- What the plan and the settings allow stands in the row that every writer locks anyway: a limit holds
-- exactly, however many write at once, and costs no further statement.
ALTER TABLE head
  -- Live tasks and projects.
  ADD COLUMN tasks        integer NOT NULL DEFAULT 0,
  ADD COLUMN projects     integer NOT NULL DEFAULT 0,
  -- The plan's limits; null is unlimited.
  ADD COLUMN max_tasks    integer,
  ADD COLUMN max_projects integer,
  ADD COLUMN task_writes  text NOT NULL DEFAULT 'MEMBERS' CHECK (task_writes IN ('MEMBERS', 'ADMIN'));

UPDATE head SET tasks = (SELECT count(*) FROM tasks);
UPDATE head SET max_projects = plans.projects, max_tasks = plans.tasks
FROM (VALUES ('FREE', 1, 10), ('BASIC', 5, 50), ('PREMIUM', 50, 500)) AS plans (plan, projects, tasks)
JOIN public.organizations ON organizations.plan = plans.plan
WHERE organizations.id = :'organization_id';
