-- Who people are, which organizations there are, and who belongs where.
-- :"runtime" is the role that serves requests. It owns nothing and sees only what is granted here.

GRANT USAGE ON SCHEMA public TO :"runtime";

CREATE TABLE public.users (
  id                uuid PRIMARY KEY,
  email             text NOT NULL,
  username          text,
  name              text NOT NULL,
  password_hash     text NOT NULL,
  is_active         boolean NOT NULL DEFAULT true,
  is_platform_admin boolean NOT NULL DEFAULT false,
  last_login_at     timestamptz(3),
  created_at        timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON public.users (lower(email));
CREATE UNIQUE INDEX users_username_key ON public.users (lower(username));

CREATE TABLE public.organizations (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  slug       text NOT NULL CONSTRAINT organizations_slug_key UNIQUE,
  plan       text NOT NULL CHECK (plan IN ('FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE')),
  status     text NOT NULL DEFAULT 'ACTIVE'
    -- PURGING: its removal has begun, so there is no way back. The row goes last.
    CHECK (status IN ('ACTIVE', 'SUSPENDED', 'DELETED', 'PURGING')),
  settings   jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
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

CREATE TABLE public.sessions (
  id              uuid PRIMARY KEY,
  user_id         uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  -- Refresh tokens carry the generation they belong to; an older one that comes back was stolen.
  generation      integer NOT NULL DEFAULT 1,
  rotated_at      timestamptz(3) NOT NULL DEFAULT now(),
  user_agent      text,
  ip              text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL
);
CREATE INDEX sessions_user ON public.sessions (user_id);
CREATE INDEX sessions_organization ON public.sessions (organization_id);
CREATE INDEX sessions_expires ON public.sessions (expires_at);

CREATE TABLE public.invitations (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  email           text NOT NULL,
  role            text NOT NULL CHECK (role IN ('ADMIN', 'MEMBER', 'VIEWER', 'OWNER')),
  token_hash      bytea NOT NULL UNIQUE,
  -- Null when an operator invites on the command line.
  invited_by      uuid,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX invitations_email_key ON public.invitations (organization_id, lower(email));

CREATE TABLE public.domains (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  domain          text NOT NULL CONSTRAINT domains_domain_key UNIQUE,
  is_primary      boolean NOT NULL DEFAULT false,
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX domains_one_primary ON public.domains (organization_id) WHERE is_primary;

-- What was revoked since the longest token life: every process keeps a copy in memory.
CREATE TABLE public.revocations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject    text NOT NULL,
  revoked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX revocations_revoked_at ON public.revocations (revoked_at);

-- Work that was accepted and isn't finished: written with what describes it, removed when it is done.
CREATE TABLE public.outbox (
  job_id          uuid PRIMARY KEY,
  queue           text NOT NULL,
  organization_id uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX outbox_organization ON public.outbox (organization_id);

-- The migration ledger: one row an organization. The version is what its schema holds, whatever the
-- state: it changes in the transaction that runs the steps.
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

GRANT SELECT, INSERT, UPDATE ON public.users TO :"runtime";
GRANT SELECT, UPDATE (status, deleted_at, purge_after) ON public.organizations TO :"runtime";
GRANT SELECT, INSERT, UPDATE, DELETE ON
  public.memberships, public.sessions, public.invitations, public.domains, public.outbox
TO :"runtime";
GRANT SELECT, INSERT, DELETE ON public.revocations TO :"runtime";
GRANT SELECT ON public.tenant_schemas TO :"runtime";
