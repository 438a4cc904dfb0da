-- What operators did. It has no reference to what it tells about, which it outlives.
CREATE TABLE public.admin_audit (
  id           uuid PRIMARY KEY,
  at           timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  action       text NOT NULL,
  -- A user's id, or 'cli', or 'system' for what happens by itself.
  actor        text NOT NULL,
  request_id   text,
  subject_type text NOT NULL,
  subject_id   uuid NOT NULL,
  -- What people call it: a slug, an e-mail address.
  subject_name text NOT NULL,
  before       jsonb,
  after        jsonb
);
CREATE INDEX admin_audit_at ON public.admin_audit (at, id);
CREATE INDEX admin_audit_subject ON public.admin_audit (subject_id, at);
-- Append-only: nobody who serves requests can change what was written.
GRANT SELECT, INSERT ON public.admin_audit TO :"runtime";
