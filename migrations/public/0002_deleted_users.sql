-- Accounts that are deleted. What is personal goes with the row of the user; the runtime role may delete it.
GRANT DELETE ON public.users TO :"runtime";

-- Deleted users whose data in an organization is still to be erased. It names no user any more, only an id.
CREATE TABLE public.user_erasures (
  user_id         uuid NOT NULL,
  -- Without a foreign key: a deletion must not wait for the lock of an organization.
  organization_id uuid NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX user_erasures_created_at ON public.user_erasures (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.user_erasures TO :"runtime";

-- Takes the name of a deleted user out of the log of what operators did. The role that serves requests can't change
-- that log in any other way.
CREATE FUNCTION public.anonymize_admin_audit(deleted_id uuid, deleted_email text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.admin_audit SET subject_name = 'former member'
  WHERE subject_type = 'user' AND subject_id = deleted_id;
  UPDATE public.admin_audit SET after = jsonb_set(after, '{owner}', '"former member"')
  WHERE lower(after ->> 'owner') = lower(deleted_email);
$$;
REVOKE ALL ON FUNCTION public.anonymize_admin_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.anonymize_admin_audit TO :"runtime";
