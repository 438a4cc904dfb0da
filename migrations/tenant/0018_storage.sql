-- Bytes of files are limited as tasks and projects are: in the row that orders the organization's writers.
ALTER TABLE head
  -- Of attachments, of the files of exports, and of imports that haven't ended.
  ADD COLUMN storage     bigint NOT NULL DEFAULT 0,
  -- The plan's limit in bytes, null where there is none.
  ADD COLUMN max_storage bigint;

UPDATE head SET storage =
  (SELECT coalesce(sum(byte_size), 0) FROM attachments)
  + (SELECT coalesce(sum(byte_size), 0) FROM exports WHERE file_name IS NOT NULL)
  + (SELECT coalesce(sum(byte_size), 0) FROM imports WHERE status IN ('QUEUED', 'RUNNING'));
UPDATE head SET max_storage = plans.mib * 1024 * 1024
FROM (VALUES ('FREE', 100::bigint), ('BASIC', 1024), ('PREMIUM', 10240)) AS plans (plan, mib)
JOIN public.organizations ON organizations.plan = plans.plan
WHERE organizations.id = :'organization_id';
