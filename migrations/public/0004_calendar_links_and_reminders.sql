-- Links by which a calendar reads tasks, for one user in one organization: they go with the membership.
CREATE TABLE public.calendar_links (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  name            text NOT NULL,
  -- The token in the link is known to its owner alone; it is random, so it needs no salt.
  token_hash      bytea NOT NULL CONSTRAINT calendar_links_hash_key UNIQUE,
  -- How the token begins: enough to recognize it by, too little to guess it.
  hint            text NOT NULL,
  -- As GET /tasks takes it.
  filter          jsonb NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at    timestamptz(3),
  FOREIGN KEY (organization_id, user_id) REFERENCES public.memberships ON DELETE CASCADE
);
CREATE INDEX calendar_links_membership ON public.calendar_links (organization_id, user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.calendar_links TO :"runtime";

-- When the first of the reminders is due that users of the organization have set for themselves; null when there is none.
ALTER TABLE public.organizations ADD COLUMN next_reminder_at timestamptz(3);
CREATE INDEX organizations_next_reminder_at ON public.organizations (next_reminder_at) WHERE next_reminder_at IS NOT NULL;
GRANT UPDATE (next_reminder_at) ON public.organizations TO :"runtime";
