-- What tasks depend on of the organization's settings stands in the sequencer row, as task_writes does: the time zone of its days.
ALTER TABLE sequencer ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
UPDATE sequencer SET time_zone = o.settings ->> 'timeZone'
  FROM public.organizations o WHERE o.id = :'organization_id' AND o.settings ? 'timeZone';
