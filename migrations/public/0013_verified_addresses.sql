-- Whether an address is its user's, how and when a session was authenticated, and what an invitation hangs on.

ALTER TABLE public.users
  ADD COLUMN email_verified_at timestamptz(3),
  -- MAIL: a link or token that only the mailbox got. INVITATION: a token that the inviter could read too.
  ADD COLUMN email_verified_by text CHECK (email_verified_by IN ('MAIL', 'INVITATION', 'OPERATOR')),
  ADD CONSTRAINT users_email_verified_check CHECK ((email_verified_at IS NULL) = (email_verified_by IS NULL));
-- Accounts that were there before verification keep what they have.
UPDATE public.users SET email_verified_at = created_at, email_verified_by = 'OPERATOR';

ALTER TABLE public.account_tokens
  DROP CONSTRAINT account_tokens_purpose_check,
  ADD CONSTRAINT account_tokens_purpose_check
    CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_VERIFICATION'));

-- auth_time and amr of OpenID Connect (values of RFC 8176: pwd, otp). Refreshing and switching leave them as they are.
ALTER TABLE public.sessions
  ADD COLUMN authenticated_at timestamptz(3),
  ADD COLUMN auth_methods text[] NOT NULL DEFAULT '{pwd}';
UPDATE public.sessions SET authenticated_at = created_at;
ALTER TABLE public.sessions
  ALTER COLUMN authenticated_at SET NOT NULL,
  ALTER COLUMN authenticated_at SET DEFAULT now();

-- An invitation goes with the membership, and with the API token, that made it.
DELETE FROM public.invitations i WHERE i.invited_by IS NOT NULL AND NOT EXISTS (
  SELECT FROM public.memberships m WHERE m.organization_id = i.organization_id AND m.user_id = i.invited_by);
ALTER TABLE public.invitations
  -- The token in the mail. The inviter, who reads the other one, never sees it.
  ADD COLUMN mail_token_hash bytea UNIQUE,
  ADD COLUMN api_token_id uuid REFERENCES public.api_tokens ON DELETE CASCADE,
  ADD FOREIGN KEY (organization_id, invited_by) REFERENCES public.memberships ON DELETE CASCADE;
CREATE INDEX invitations_inviter ON public.invitations (organization_id, invited_by);
CREATE INDEX invitations_api_token ON public.invitations (api_token_id) WHERE api_token_id IS NOT NULL;
