-- The shared schema: who the users are, which organizations there are, who belongs where, and what serves all of them.
-- :"runtime" is the role that serves requests. It owns nothing and sees only what is granted here.

GRANT USAGE ON SCHEMA public TO :"runtime";
-- A process without the owner role compares the version with its own.
GRANT SELECT ON public.schema_migrations TO :"runtime";

-- The values of tasks in every tenant schema, in the order in which they sort.
CREATE TYPE public.task_status AS ENUM ('CREATED', 'IN_PROGRESS', 'COMPLETED');
CREATE TYPE public.task_priority AS ENUM ('NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT');

-- Users and organizations ---------------------------------------------------------------------------------------------

CREATE TABLE public.users (
  id                uuid PRIMARY KEY,
  email             text NOT NULL,
  email_verified_at timestamptz(3),
  -- MAIL: a link or token that only the mailbox got. INVITATION: a token that the inviter could read too.
  email_verified_by text CHECK (email_verified_by IN ('MAIL', 'INVITATION', 'OPERATOR')),
  username          text,
  name              text NOT NULL,
  password_hash     text NOT NULL,
  is_active         boolean NOT NULL DEFAULT true,
  is_platform_admin boolean NOT NULL DEFAULT false,
  last_login_at     timestamptz(3),
  created_at        timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT users_email_verified_check CHECK ((email_verified_at IS NULL) = (email_verified_by IS NULL))
);
CREATE UNIQUE INDEX users_email_key ON public.users (lower(email));
CREATE UNIQUE INDEX users_username_key ON public.users (lower(username));

CREATE TABLE public.organizations (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  slug        text NOT NULL CONSTRAINT organizations_slug_key UNIQUE,
  plan        text NOT NULL CHECK (plan IN ('FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE')),
  status      text NOT NULL DEFAULT 'ACTIVE'
    -- PURGING: its removal has begun and can only be finished. The row is deleted last.
    CHECK (status IN ('ACTIVE', 'SUSPENDED', 'DELETED', 'PURGING')),
  settings    jsonb NOT NULL DEFAULT '{}',
  -- Part of its ETag.
  version     integer NOT NULL DEFAULT 1,
  -- The day of the last due reminders, in the organization's time zone.
  reminded_of date,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  deleted_at  timestamptz(3),
  -- From then on its data may be removed for good.
  purge_after timestamptz(3),
  CHECK ((status IN ('DELETED', 'PURGING')) = (deleted_at IS NOT NULL AND purge_after IS NOT NULL))
);
CREATE INDEX organizations_purge_after ON public.organizations (purge_after) WHERE purge_after IS NOT NULL;

CREATE TABLE public.memberships (
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  user_id         uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  role            text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER')),
  joined_at       timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at    timestamptz(3),
  PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_user ON public.memberships (user_id);

-- Every slug that is taken, and those that were given up and rest before another organization may take them.
CREATE TABLE public.slugs (
  slug        text PRIMARY KEY,
  -- The organization that has or had it; null when that was purged.
  held_by     uuid,
  -- Null while it is taken.
  released_at timestamptz(3)
);
CREATE INDEX slugs_held_by ON public.slugs (held_by);
CREATE INDEX slugs_released_at ON public.slugs (released_at) WHERE released_at IS NOT NULL;

-- A domain counts once its organization has proved that it holds the name, or an operator has added it. Until then
-- it is a claim, which several organizations may make.
CREATE TABLE public.domains (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  domain          text NOT NULL,
  is_primary      boolean NOT NULL DEFAULT false,
  -- What a TXT record has to say to prove the claim.
  token           text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  verified_at     timestamptz(3),
  -- Whether it is to become the primary one as soon as it counts.
  wants_primary   boolean NOT NULL DEFAULT false,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (verified_at IS NOT NULL OR NOT is_primary)
);
CREATE UNIQUE INDEX domains_verified ON public.domains (domain) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX domains_claim ON public.domains (organization_id, domain);
CREATE UNIQUE INDEX domains_one_primary ON public.domains (organization_id) WHERE is_primary;

-- Names under which the service itself has answered, at any start: no organization may claim them.
CREATE TABLE public.service_hosts (
  host            text PRIMARY KEY,
  -- Whether every name below it is the service's, too.
  with_subdomains boolean NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);

-- Sessions, tokens and what guards signing in -------------------------------------------------------------------------

CREATE TABLE public.sessions (
  id               uuid PRIMARY KEY,
  user_id          uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  organization_id  uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  -- Refresh tokens carry the generation they belong to; an older one that comes back was stolen.
  generation       integer NOT NULL DEFAULT 1,
  rotated_at       timestamptz(3) NOT NULL DEFAULT now(),
  user_agent       text,
  ip               text,
  -- auth_time and amr of OpenID Connect (values of RFC 8176: pwd, otp). Refreshing and switching leave them as they are.
  authenticated_at timestamptz(3) NOT NULL DEFAULT now(),
  auth_methods     text[] NOT NULL DEFAULT '{pwd}',
  -- Whether a browser keeps the refresh token, in a cookie that scripts can't read: then no answer shows it.
  in_cookie        boolean NOT NULL DEFAULT false,
  created_at       timestamptz(3) NOT NULL DEFAULT now(),
  expires_at       timestamptz(3) NOT NULL
);
CREATE INDEX sessions_user ON public.sessions (user_id);
CREATE INDEX sessions_organization ON public.sessions (organization_id);
CREATE INDEX sessions_expires ON public.sessions (expires_at);

-- Tokens that scripts act with, for one user in one organization: they go with the membership.
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

-- Each opens one WebSocket without an Authorization header, which browsers can't send there.
CREATE TABLE public.socket_tickets (
  ticket_hash      bytea PRIMARY KEY,
  user_id          uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  organization_id  uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  role             text NOT NULL,
  -- A ticket ends with its session, however that ends.
  session_id       uuid NOT NULL,
  -- Of the access token that it was issued for, in seconds since 1970.
  token_issued_at  bigint NOT NULL,
  token_expires_at bigint NOT NULL,
  created_at       timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX socket_tickets_created_at ON public.socket_tickets (created_at);

-- What was revoked since the longest token life: every process keeps a copy in memory.
CREATE TABLE public.revocations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject    text NOT NULL,
  revoked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX revocations_revoked_at ON public.revocations (revoked_at);

-- An invitation goes with the membership, and with the API token, that made it.
CREATE TABLE public.invitations (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  email           text NOT NULL,
  role            text NOT NULL CHECK (role IN ('ADMIN', 'MEMBER', 'VIEWER', 'OWNER')),
  token_hash      bytea NOT NULL UNIQUE,
  -- The token in the mail. The inviter, who reads the other one, never sees it.
  mail_token_hash bytea UNIQUE,
  -- Null when an operator invites on the command line.
  invited_by      uuid,
  api_token_id    uuid REFERENCES public.api_tokens ON DELETE CASCADE,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL,
  FOREIGN KEY (organization_id, invited_by) REFERENCES public.memberships ON DELETE CASCADE
);
CREATE UNIQUE INDEX invitations_email_key ON public.invitations (organization_id, lower(email));
CREATE INDEX invitations_inviter ON public.invitations (organization_id, invited_by);
CREATE INDEX invitations_api_token ON public.invitations (api_token_id) WHERE api_token_id IS NOT NULL;

-- The tokens that go out by mail: one of a kind and user is valid, at most.
CREATE TABLE public.account_tokens (
  user_id       uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  purpose       text NOT NULL CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_VERIFICATION')),
  -- Null once it was used or withdrawn. The row stays, because it counts.
  token_hash    bytea CONSTRAINT account_tokens_token_hash_key UNIQUE,
  -- The address that an EMAIL_CHANGE leads to.
  email         text,
  expires_at    timestamptz(3) NOT NULL,
  -- How many were issued since when: mail to one user is bounded.
  issued        integer NOT NULL DEFAULT 1,
  counted_since timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, purpose)
);

-- Requests for a new password, with or without an account: they are processed after the answer.
CREATE TABLE public.password_reset_requests (
  id         uuid PRIMARY KEY,
  email      text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- How full each bucket of a rate limit is. The key is a hash of what is counted.
CREATE TABLE public.rate_limit_buckets (
  key           text PRIMARY KEY,
  level         double precision NOT NULL DEFAULT 0,
  changed_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- Until then no attempt is let through.
  blocked_until timestamptz(3)
);
CREATE INDEX rate_limit_buckets_changed_at ON public.rate_limit_buckets (changed_at);

-- From where a user has signed in: failures at other addresses don't count against these.
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

-- Tenants, work and mail ----------------------------------------------------------------------------------------------

-- The migration ledger: one row an organization. The version is what its schema holds, whatever the state: it
-- changes in the transaction that runs the steps.
CREATE TABLE public.tenant_schemas (
  organization_id uuid PRIMARY KEY REFERENCES public.organizations ON DELETE CASCADE,
  version         integer NOT NULL,
  -- MIGRATING stays behind when a migrator was killed: the next one begins that organization again.
  state           text NOT NULL DEFAULT 'CURRENT' CHECK (state IN ('CURRENT', 'MIGRATING', 'FAILED')),
  -- How often the last migration was tried, the time of the last try, and why it failed.
  attempts        integer NOT NULL DEFAULT 1,
  duration_ms     integer,
  error           text,
  -- When the version was reached.
  migrated_at     timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX tenant_schemas_version ON public.tenant_schemas (version);

-- The warm pool: a role for each organization to come, under the id that the organization will have, and a schema.
-- Making a role gets slower with their number, and has every connection list anew which roles it may become.
CREATE TABLE public.tenant_pool (
  organization_id uuid PRIMARY KEY,
  -- Of the schema; 0 while there is only the role.
  version         integer NOT NULL DEFAULT 0
);

-- Accepted work that hasn't ended: written with what describes it, removed when it is done.
CREATE TABLE public.outbox (
  job_id          uuid PRIMARY KEY,
  queue           text NOT NULL,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
-- The work of an organization in a queue, in its order.
CREATE INDEX outbox_next_in_line ON public.outbox (organization_id, queue, created_at, job_id);

-- Mail that is to be sent, written in the transaction that causes it and removed once it is out: it may hold secrets.
CREATE TABLE public.mails (
  id              uuid PRIMARY KEY,
  recipient       text NOT NULL,
  subject         text NOT NULL,
  text            text NOT NULL,
  link            text,
  -- It may go out once at most: it is taken out of the table before the mail server is asked.
  once            boolean NOT NULL DEFAULT false,
  attempts        integer NOT NULL DEFAULT 0,
  -- When it is tried next; while it is being tried, when another process may take it over.
  next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX mails_next_attempt_at ON public.mails (next_attempt_at);

-- What operators did. It refers to nothing, as it outlives what it is about.
CREATE TABLE public.admin_audit (
  id           uuid PRIMARY KEY,
  at           timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  action       text NOT NULL,
  -- A user's id, or 'cli', or 'system' for what happens by itself.
  actor        text NOT NULL,
  request_id   text,
  subject_type text NOT NULL,
  subject_id   uuid NOT NULL,
  -- Its name for a reader: a slug, an e-mail address.
  subject_name text NOT NULL,
  before       jsonb,
  after        jsonb
);
CREATE INDEX admin_audit_at ON public.admin_audit (at, id);
CREATE INDEX admin_audit_subject ON public.admin_audit (subject_id, at);

-- What the runtime role may do --------------------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE ON public.users, public.account_tokens, public.service_hosts TO :"runtime";
GRANT SELECT, UPDATE (name, slug, plan, status, settings, version, reminded_of, deleted_at, purge_after)
  ON public.organizations TO :"runtime";
GRANT SELECT, INSERT, UPDATE, DELETE ON
  public.memberships, public.slugs, public.domains, public.sessions, public.invitations, public.outbox, public.mails,
  public.password_reset_requests, public.rate_limit_buckets, public.sign_in_addresses, public.totp_secrets,
  public.recovery_codes
TO :"runtime";
GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at) ON public.api_tokens TO :"runtime";
GRANT SELECT, INSERT, DELETE ON public.socket_tickets, public.revocations TO :"runtime";
GRANT SELECT ON public.tenant_schemas TO :"runtime";
-- Append-only: what serves requests can't change what was written.
GRANT SELECT, INSERT ON public.admin_audit TO :"runtime";
