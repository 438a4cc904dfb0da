-- Tokens that scripts act with, for one person in one organization: they go with the membership.

CREATE TABLE public.api_tokens (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  name            text NOT NULL,
  -- The token itself is known to its owner alone; it is random, so it needs no salt.
  token_hash      bytea NOT NULL CONSTRAINT api_tokens_hash_key UNIQUE,
  -- How the token begins: enough to recognize it by, too little to guess it.
  hint            text NOT NULL,
  permissions     text[] NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL,
  last_used_at    timestamptz(3),
  FOREIGN KEY (organization_id, user_id) REFERENCES public.memberships ON DELETE CASCADE
);
CREATE INDEX api_tokens_membership ON public.api_tokens (organization_id, user_id);
CREATE INDEX api_tokens_expires ON public.api_tokens (expires_at);

GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at) ON public.api_tokens TO :"runtime";
