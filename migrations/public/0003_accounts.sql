-- Mail that is to be sent, written in the transaction that causes it and removed once it is out:
-- it may hold secrets.
CREATE TABLE public.mails (
  id              uuid PRIMARY KEY,
  recipient       text NOT NULL,
  subject         text NOT NULL,
  text            text NOT NULL,
  link            text,
  attempts        integer NOT NULL DEFAULT 0,
  -- When it is tried next; while it is being tried, when another process may take it over.
  next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX mails_next_attempt_at ON public.mails (next_attempt_at);

-- The tokens that go out by mail: one of a kind and person is valid, at most.
CREATE TABLE public.account_tokens (
  user_id       uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  purpose       text NOT NULL CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CHANGE')),
  -- Null once it was used or withdrawn. The row stays, because it counts.
  token_hash    bytea CONSTRAINT account_tokens_token_hash_key UNIQUE,
  -- The address that an EMAIL_CHANGE leads to.
  email         text,
  expires_at    timestamptz(3) NOT NULL,
  -- How many were issued since when: mail to one person is bounded.
  issued        integer NOT NULL DEFAULT 1,
  counted_since timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, purpose)
);

-- Who forgot a password, with or without an account. What follows happens after the answer.
CREATE TABLE public.password_reset_requests (
  id         uuid PRIMARY KEY,
  email      text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON public.mails, public.password_reset_requests TO :"runtime";
GRANT SELECT, INSERT, UPDATE ON public.account_tokens TO :"runtime";
