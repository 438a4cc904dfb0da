-- What guards signing in: failures, addresses that have proved themselves, and the second factor.

-- How full each bucket of failures is. The key is a hash of an account, an address or both.
CREATE TABLE public.sign_in_failures (
  key           text PRIMARY KEY,
  level         double precision NOT NULL DEFAULT 0,
  changed_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- Until then no attempt is let through.
  blocked_until timestamptz(3)
);
CREATE INDEX sign_in_failures_changed_at ON public.sign_in_failures (changed_at);

-- Where from an account has been signed in to: failures at other addresses don't count against these.
CREATE TABLE public.sign_in_addresses (
  user_id         uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  network         text NOT NULL,
  last_sign_in_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, network)
);
CREATE INDEX sign_in_addresses_last_sign_in_at ON public.sign_in_addresses (last_sign_in_at);

CREATE TABLE public.totp_secrets (
  user_id      uuid PRIMARY KEY REFERENCES public.users ON DELETE CASCADE,
  -- Encrypted with a key that isn't in the database.
  secret       bytea NOT NULL,
  -- Null as long as no code has shown that the authenticator has the secret.
  confirmed_at timestamptz(3),
  -- The time step of the last code that was accepted: neither it nor an older one is accepted again.
  last_step    bigint,
  created_at   timestamptz(3) NOT NULL DEFAULT now()
);

-- Each replaces one code of the authenticator, and goes when it is used.
CREATE TABLE public.recovery_codes (
  user_id   uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON
  public.sign_in_failures, public.sign_in_addresses, public.totp_secrets, public.recovery_codes
TO :"runtime";
