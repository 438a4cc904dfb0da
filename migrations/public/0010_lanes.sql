-- The work of an organization in a queue, in its order.
CREATE INDEX outbox_lane ON public.outbox (organization_id, queue, created_at, job_id);
DROP INDEX public.outbox_organization;
