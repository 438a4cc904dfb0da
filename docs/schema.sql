-- What the migrations lead to, for reading and for comparing. "npm run write:contract" writes this file.

-- The schema that all organizations share ---------------------------------------------------------------

CREATE TYPE public.task_priority AS ENUM ('NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT');
CREATE TYPE public.task_status AS ENUM ('CREATED', 'IN_PROGRESS', 'COMPLETED');

CREATE OR REPLACE FUNCTION public.anonymize_admin_audit(deleted_id uuid, deleted_email text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  UPDATE public.admin_audit SET subject_name = 'former member'
  WHERE subject_type = 'user' AND subject_id = deleted_id;
  UPDATE public.admin_audit SET after = jsonb_set(after, '{owner}', '"former member"')
  WHERE lower(after ->> 'owner') = lower(deleted_email);
$function$
;
CREATE OR REPLACE FUNCTION public.search_comment(body text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  RETURN to_tsvector('pg_catalog.simple', public.search_words(body));
END
$function$
;
CREATE OR REPLACE FUNCTION public.search_query(given text)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  unspaced CONSTANT text := '\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff';
  lone CONSTANT text := '(?<![' || unspaced || '])[' || unspaced || '](?![' || unspaced || '])';
  spaced text;
  runs text;
  letters text := '';
  pairs text := '';
  words text;
BEGIN
  given := public.search_text(given);
  spaced := regexp_replace(given, '[' || unspaced || ']+', ' ', 'g');
  IF spaced <> given THEN
    runs := regexp_replace(given, '[^' || unspaced || ']+', ' ', 'g');
    SELECT coalesce(string_agg(DISTINCT quote_literal(letter[1]) || ':*', ' & '), '')
      INTO letters FROM regexp_matches(runs, lone, 'g') letter;
    runs := regexp_replace(runs, lone, ' ', 'g');
    pairs := regexp_replace(
      regexp_replace(runs, '[' || unspaced || ']{2}', '\& ', 'g') || ' ' ||
        regexp_replace(regexp_replace(runs, '(^| )[' || unspaced || ']', ' ', 'g'), '[' || unspaced || ']{2}', '\& ', 'g'),
      lone, '', 'g');
  END IF;
  words := plainto_tsquery('pg_catalog.simple', pairs || ' ' || spaced)::text;
  IF words <> '' THEN words := words || ':*'; END IF;
  RETURN nullif(concat_ws(' & ', nullif(words, ''), nullif(letters, '')), '')::tsquery;
END
$function$
;
CREATE OR REPLACE FUNCTION public.search_task(title text, description text, labels text[])
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  RETURN setweight(to_tsvector('pg_catalog.simple', public.search_words(title)), 'A') ||
    CASE WHEN labels = '{}' THEN ''
         ELSE setweight(to_tsvector('pg_catalog.simple', public.search_words(array_to_string(labels, ' '))), 'B') END ||
    CASE WHEN description IS NULL THEN ''
         ELSE setweight(to_tsvector('pg_catalog.simple', public.search_words(description)), 'D') END;
END
$function$
;
CREATE OR REPLACE FUNCTION public.search_text(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
BEGIN
  IF octet_length(given) > length(given) THEN
    -- The marks of Latin, Greek, Cyrillic, Hebrew and Arabic, not those that spell a word, as in Thai and Hindi; and
    -- what can't be seen inside a word.
    given := regexp_replace(
      normalize(given, NFKD),
      '[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+',
      '', 'g');
    given := lower(given COLLATE public.natural_order);
    given := replace(replace(replace(replace(given, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    given := translate(normalize(given, NFKC), 'ςøłđðħıŧ', 'σolddhit');
  END IF;
  RETURN translate(lower(given), '-_./\:@+&<>;''"', '              ');
END
$function$
;
CREATE OR REPLACE FUNCTION public.search_words(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
DECLARE
  unspaced CONSTANT text := '\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff';
  runs text;
BEGIN
  given := public.search_text(given);
  IF octet_length(given) = length(given) OR given !~ ('[' || unspaced || ']') THEN RETURN given; END IF;
  given := regexp_replace(given, '[' || unspaced || ']+', ' \& ', 'g');
  runs := regexp_replace(given, '[^' || unspaced || ']+', ' ', 'g');
  RETURN regexp_replace(given, '[' || unspaced || ']{2}', '\& ', 'g') || ' ' ||
    regexp_replace(regexp_replace(runs, '(^| )[' || unspaced || ']', ' ', 'g'), '[' || unspaced || ']{2}', '\& ', 'g');
END
$function$
;

CREATE SEQUENCE public.revocations_id_seq AS bigint START 1 INCREMENT 1;

CREATE TABLE public.account_tokens (
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  token_hash bytea,
  email text,
  expires_at timestamp(3) with time zone NOT NULL,
  issued integer NOT NULL DEFAULT 1,
  counted_since timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT account_tokens_pkey PRIMARY KEY (user_id, purpose),
  CONSTRAINT account_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['PASSWORD_RESET'::text, 'EMAIL_CHANGE'::text, 'EMAIL_VERIFICATION'::text]))),
  CONSTRAINT account_tokens_token_hash_key UNIQUE (token_hash),
  CONSTRAINT account_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
GRANT INSERT, SELECT, UPDATE ON account_tokens TO runtime;

CREATE TABLE public.admin_audit (
  id uuid NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT clock_timestamp(),
  action text NOT NULL,
  actor text NOT NULL,
  request_id text,
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  before jsonb,
  after jsonb,
  CONSTRAINT admin_audit_pkey PRIMARY KEY (id)
);
CREATE INDEX admin_audit_at ON public.admin_audit USING btree (at, id);
CREATE INDEX admin_audit_subject ON public.admin_audit USING btree (subject_id, at);
GRANT INSERT, SELECT ON admin_audit TO runtime;

CREATE TABLE public.api_tokens (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  hint text NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  last_used_at timestamp(3) with time zone,
  CONSTRAINT api_tokens_hash_key UNIQUE (token_hash),
  CONSTRAINT api_tokens_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES memberships(organization_id, user_id) ON DELETE CASCADE,
  CONSTRAINT api_tokens_pkey PRIMARY KEY (id)
);
CREATE INDEX api_tokens_expires ON public.api_tokens USING btree (expires_at);
CREATE INDEX api_tokens_membership ON public.api_tokens USING btree (organization_id, user_id);
GRANT DELETE, INSERT, SELECT, UPDATE (last_used_at) ON api_tokens TO runtime;

CREATE TABLE public.calendar_links (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  hint text NOT NULL,
  filter jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone,
  CONSTRAINT calendar_links_hash_key UNIQUE (token_hash),
  CONSTRAINT calendar_links_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES memberships(organization_id, user_id) ON DELETE CASCADE,
  CONSTRAINT calendar_links_pkey PRIMARY KEY (id)
);
CREATE INDEX calendar_links_membership ON public.calendar_links USING btree (organization_id, user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON calendar_links TO runtime;

CREATE TABLE public.domains (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  domain text NOT NULL,
  is_primary boolean NOT NULL DEFAULT false,
  token text NOT NULL DEFAULT replace((gen_random_uuid())::text, '-'::text, ''::text),
  verified_at timestamp(3) with time zone,
  wants_primary boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT domains_check CHECK (((verified_at IS NOT NULL) OR (NOT is_primary))),
  CONSTRAINT domains_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT domains_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX domains_claim ON public.domains USING btree (organization_id, domain);
CREATE UNIQUE INDEX domains_one_primary ON public.domains USING btree (organization_id) WHERE is_primary;
CREATE UNIQUE INDEX domains_verified ON public.domains USING btree (domain) WHERE (verified_at IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON domains TO runtime;

CREATE TABLE public.invitations (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  token_hash bytea NOT NULL,
  mail_token_hash bytea,
  invited_by uuid,
  api_token_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT invitations_api_token_id_fkey FOREIGN KEY (api_token_id) REFERENCES api_tokens(id) ON DELETE CASCADE,
  CONSTRAINT invitations_mail_token_hash_key UNIQUE (mail_token_hash),
  CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT invitations_organization_id_invited_by_fkey FOREIGN KEY (organization_id, invited_by) REFERENCES memberships(organization_id, user_id) ON DELETE CASCADE,
  CONSTRAINT invitations_pkey PRIMARY KEY (id),
  CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['ADMIN'::text, 'MEMBER'::text, 'VIEWER'::text, 'OWNER'::text]))),
  CONSTRAINT invitations_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitations_api_token ON public.invitations USING btree (api_token_id) WHERE (api_token_id IS NOT NULL);
CREATE INDEX invitations_inviter ON public.invitations USING btree (organization_id, invited_by);
CREATE UNIQUE INDEX invitations_email_key ON public.invitations USING btree (organization_id, lower(email));
GRANT DELETE, INSERT, SELECT, UPDATE ON invitations TO runtime;

CREATE TABLE public.mails (
  id uuid NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  link text,
  once boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mails_pkey PRIMARY KEY (id)
);
CREATE INDEX mails_next_attempt_at ON public.mails USING btree (next_attempt_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON mails TO runtime;

CREATE TABLE public.memberships (
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  joined_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone,
  CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT memberships_pkey PRIMARY KEY (organization_id, user_id),
  CONSTRAINT memberships_role_check CHECK ((role = ANY (ARRAY['OWNER'::text, 'ADMIN'::text, 'MEMBER'::text, 'VIEWER'::text]))),
  CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX memberships_user ON public.memberships USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON memberships TO runtime;

CREATE TABLE public.organizations (
  id uuid NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  plan text NOT NULL,
  status text NOT NULL DEFAULT 'ACTIVE'::text,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  version integer NOT NULL DEFAULT 1,
  reminded_of date,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp(3) with time zone,
  purge_after timestamp(3) with time zone,
  next_reminder_at timestamp(3) with time zone,
  CONSTRAINT organizations_check CHECK (((status = ANY (ARRAY['DELETED'::text, 'PURGING'::text])) = ((deleted_at IS NOT NULL) AND (purge_after IS NOT NULL)))),
  CONSTRAINT organizations_pkey PRIMARY KEY (id),
  CONSTRAINT organizations_plan_check CHECK ((plan = ANY (ARRAY['FREE'::text, 'BASIC'::text, 'PREMIUM'::text, 'ENTERPRISE'::text]))),
  CONSTRAINT organizations_slug_key UNIQUE (slug),
  CONSTRAINT organizations_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'DELETED'::text, 'PURGING'::text])))
);
CREATE INDEX organizations_next_reminder_at ON public.organizations USING btree (next_reminder_at) WHERE (next_reminder_at IS NOT NULL);
CREATE INDEX organizations_purge_after ON public.organizations USING btree (purge_after) WHERE (purge_after IS NOT NULL);
GRANT SELECT, UPDATE (deleted_at, name, next_reminder_at, plan, purge_after, reminded_of, settings, slug, status, version) ON organizations TO runtime;

CREATE TABLE public.outbox (
  job_id uuid NOT NULL,
  queue text NOT NULL,
  organization_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT outbox_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT outbox_pkey PRIMARY KEY (job_id)
);
CREATE INDEX outbox_next_in_line ON public.outbox USING btree (organization_id, queue, created_at, job_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox TO runtime;

CREATE TABLE public.password_reset_requests (
  id uuid NOT NULL,
  email text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT password_reset_requests_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON password_reset_requests TO runtime;

CREATE TABLE public.rate_limit_buckets (
  key text NOT NULL,
  level double precision NOT NULL DEFAULT 0,
  changed_at timestamp(3) with time zone NOT NULL DEFAULT clock_timestamp(),
  blocked_until timestamp(3) with time zone,
  CONSTRAINT rate_limit_buckets_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limit_buckets_changed_at ON public.rate_limit_buckets USING btree (changed_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON rate_limit_buckets TO runtime;

CREATE TABLE public.recovery_codes (
  user_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
  CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE ON recovery_codes TO runtime;

CREATE TABLE public.revocations (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  subject text NOT NULL,
  revoked_at timestamp(3) with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT revocations_pkey PRIMARY KEY (id)
);
CREATE INDEX revocations_revoked_at ON public.revocations USING btree (revoked_at);
GRANT DELETE, INSERT, SELECT ON revocations TO runtime;

CREATE TABLE public.schema_migrations (
  version integer NOT NULL,
  name text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
);
GRANT SELECT ON schema_migrations TO runtime;

CREATE TABLE public.service_hosts (
  host text NOT NULL,
  with_subdomains boolean NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT service_hosts_pkey PRIMARY KEY (host)
);
GRANT INSERT, SELECT, UPDATE ON service_hosts TO runtime;

CREATE TABLE public.sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  generation integer NOT NULL DEFAULT 1,
  rotated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  user_agent text,
  ip text,
  authenticated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  auth_methods text[] NOT NULL DEFAULT '{pwd}'::text[],
  in_cookie boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_organization ON public.sessions USING btree (organization_id);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON sessions TO runtime;

CREATE TABLE public.sign_in_addresses (
  user_id uuid NOT NULL,
  network text NOT NULL,
  last_sign_in_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sign_in_addresses_pkey PRIMARY KEY (user_id, network),
  CONSTRAINT sign_in_addresses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sign_in_addresses_last_sign_in_at ON public.sign_in_addresses USING btree (last_sign_in_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON sign_in_addresses TO runtime;

CREATE TABLE public.slugs (
  slug text NOT NULL,
  held_by uuid,
  released_at timestamp(3) with time zone,
  CONSTRAINT slugs_pkey PRIMARY KEY (slug)
);
CREATE INDEX slugs_held_by ON public.slugs USING btree (held_by);
CREATE INDEX slugs_released_at ON public.slugs USING btree (released_at) WHERE (released_at IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON slugs TO runtime;

CREATE TABLE public.socket_tickets (
  ticket_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  role text NOT NULL,
  session_id uuid NOT NULL,
  token_issued_at bigint NOT NULL,
  token_expires_at bigint NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT socket_tickets_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT socket_tickets_pkey PRIMARY KEY (ticket_hash),
  CONSTRAINT socket_tickets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX socket_tickets_created_at ON public.socket_tickets USING btree (created_at);
GRANT DELETE, INSERT, SELECT ON socket_tickets TO runtime;

CREATE TABLE public.tenant_pool (
  organization_id uuid NOT NULL,
  version integer NOT NULL DEFAULT 0,
  CONSTRAINT tenant_pool_pkey PRIMARY KEY (organization_id)
);

CREATE TABLE public.tenant_schemas (
  organization_id uuid NOT NULL,
  version integer NOT NULL,
  state text NOT NULL DEFAULT 'CURRENT'::text,
  attempts integer NOT NULL DEFAULT 1,
  duration_ms integer,
  error text,
  migrated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT tenant_schemas_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE,
  CONSTRAINT tenant_schemas_pkey PRIMARY KEY (organization_id),
  CONSTRAINT tenant_schemas_state_check CHECK ((state = ANY (ARRAY['CURRENT'::text, 'MIGRATING'::text, 'FAILED'::text])))
);
CREATE INDEX tenant_schemas_version ON public.tenant_schemas USING btree (version);
GRANT SELECT ON tenant_schemas TO runtime;

CREATE TABLE public.totp_secrets (
  user_id uuid NOT NULL,
  secret bytea NOT NULL,
  confirmed_at timestamp(3) with time zone,
  last_step bigint,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT totp_secrets_pkey PRIMARY KEY (user_id),
  CONSTRAINT totp_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE ON totp_secrets TO runtime;

CREATE TABLE public.user_erasures (
  user_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT user_erasures_pkey PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX user_erasures_created_at ON public.user_erasures USING btree (created_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON user_erasures TO runtime;

CREATE TABLE public.users (
  id uuid NOT NULL,
  email text NOT NULL,
  email_verified_at timestamp(3) with time zone,
  email_verified_by text,
  username text,
  name text NOT NULL,
  password_hash text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  is_platform_admin boolean NOT NULL DEFAULT false,
  last_login_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT users_email_verified_by_check CHECK ((email_verified_by = ANY (ARRAY['MAIL'::text, 'INVITATION'::text, 'OPERATOR'::text]))),
  CONSTRAINT users_email_verified_check CHECK (((email_verified_at IS NULL) = (email_verified_by IS NULL))),
  CONSTRAINT users_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email));
CREATE UNIQUE INDEX users_username_key ON public.users USING btree (lower(username));
GRANT DELETE, INSERT, SELECT, UPDATE ON users TO runtime;

-- The schema of each organization -----------------------------------------------------------------------

CREATE TABLE tenant.activity (
  sequence bigint NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  type text NOT NULL,
  subject_id uuid NOT NULL,
  actor_id uuid,
  request_id text,
  changes jsonb NOT NULL DEFAULT '{}'::jsonb,
  hash bytea NOT NULL,
  CONSTRAINT activity_pkey PRIMARY KEY (sequence)
);
CREATE INDEX activity_of_task ON tenant.activity USING btree (COALESCE((changes #>> '{taskId,to}'::text[]), (changes #>> '{taskId,from}'::text[])), sequence) WHERE (changes ? 'taskId'::text);
CREATE INDEX activity_subject ON tenant.activity USING btree (subject_id, sequence);
GRANT INSERT, SELECT ON tenant.activity TO tenant;

CREATE TABLE tenant.attachments (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  sequence bigint NOT NULL,
  file_name text NOT NULL,
  content_type text NOT NULL,
  byte_size bigint NOT NULL,
  sha256 text NOT NULL,
  uploaded_by uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT attachments_pkey PRIMARY KEY (id)
);
CREATE INDEX attachments_task ON tenant.attachments USING btree (task_id, sequence);
GRANT DELETE, INSERT, SELECT ON tenant.attachments TO tenant;

CREATE TABLE tenant.comments (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  sequence bigint NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  mentions uuid[] NOT NULL DEFAULT '{}'::uuid[],
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  search tsvector NOT NULL GENERATED ALWAYS AS (search_comment(body)) STORED,
  CONSTRAINT comments_pkey PRIMARY KEY (id)
);
CREATE INDEX comments_search ON tenant.comments USING gin (search) WITH (gin_pending_list_limit='512');
CREATE INDEX comments_task ON tenant.comments USING btree (task_id, sequence);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.comments TO tenant;

CREATE TABLE tenant.consumers (
  name text NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT consumers_pkey PRIMARY KEY (name)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.consumers TO tenant;

CREATE TABLE tenant.deleted_tasks (
  id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  description text,
  status task_status NOT NULL,
  priority task_priority NOT NULL,
  assignee_id uuid,
  creator_id uuid NOT NULL,
  project_id uuid,
  labels text[] NOT NULL,
  due_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  version integer NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone NOT NULL,
  parent_id uuid,
  blocked_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
  recurrence text,
  blocks uuid[] NOT NULL DEFAULT '{}'::uuid[],
  CONSTRAINT deleted_tasks_number_key UNIQUE (number),
  CONSTRAINT deleted_tasks_pkey PRIMARY KEY (id)
);
CREATE INDEX deleted_tasks_deleted_at ON tenant.deleted_tasks USING btree (deleted_at, number);
GRANT DELETE, INSERT, SELECT ON tenant.deleted_tasks TO tenant;

CREATE TABLE tenant.exports (
  id uuid NOT NULL,
  requested_by uuid NOT NULL,
  status text NOT NULL DEFAULT 'QUEUED'::text,
  format text NOT NULL,
  filter jsonb NOT NULL DEFAULT '{}'::jsonb,
  sort text NOT NULL DEFAULT 'number'::text,
  columns text[] NOT NULL,
  options jsonb NOT NULL DEFAULT '{}'::jsonb,
  fencing_token uuid,
  attempts smallint NOT NULL DEFAULT 0,
  progress smallint NOT NULL DEFAULT 0,
  sequence bigint,
  row_count integer,
  byte_size bigint,
  sha256 text,
  file_name text,
  error text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  CONSTRAINT exports_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'NDJSON'::text, 'JSON'::text, 'XLSX'::text]))),
  CONSTRAINT exports_pkey PRIMARY KEY (id),
  CONSTRAINT exports_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))
);
CREATE INDEX exports_created_at ON tenant.exports USING btree (created_at, id);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.exports TO tenant;

CREATE TABLE tenant.external_source (
  is_only boolean NOT NULL DEFAULT true,
  url text NOT NULL,
  token bytea,
  map jsonb NOT NULL,
  pages text NOT NULL,
  revision uuid NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT external_source_is_only_check CHECK (is_only),
  CONSTRAINT external_source_pkey PRIMARY KEY (is_only)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.external_source TO tenant;

CREATE TABLE tenant.idempotency_keys (
  caller_id uuid NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  status smallint NOT NULL,
  headers json NOT NULL,
  body text,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller_id, route, key)
);
CREATE INDEX idempotency_keys_created_at ON tenant.idempotency_keys USING btree (created_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.idempotency_keys TO tenant;

CREATE TABLE tenant.import_batches (
  import_id uuid NOT NULL,
  first_number integer NOT NULL,
  last_number integer NOT NULL,
  sequence bigint NOT NULL,
  CONSTRAINT import_batches_import_id_fkey FOREIGN KEY (import_id) REFERENCES tenant.imports(id) ON DELETE CASCADE,
  CONSTRAINT import_batches_pkey PRIMARY KEY (import_id, first_number)
);
GRANT INSERT, SELECT ON tenant.import_batches TO tenant;

CREATE TABLE tenant.import_row_errors (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  field text,
  reason text NOT NULL,
  value text,
  proposal text,
  cells jsonb,
  CONSTRAINT import_row_errors_import_id_fkey FOREIGN KEY (import_id) REFERENCES tenant.imports(id) ON DELETE CASCADE,
  CONSTRAINT import_row_errors_pkey PRIMARY KEY (import_id, line)
);
GRANT INSERT, SELECT ON tenant.import_row_errors TO tenant;

CREATE TABLE tenant.imports (
  id uuid NOT NULL,
  requested_by uuid NOT NULL,
  status text NOT NULL DEFAULT 'QUEUED'::text,
  mode text NOT NULL,
  unknown_projects text NOT NULL,
  unknown_people text NOT NULL,
  delimiter text NOT NULL,
  byte_size bigint NOT NULL,
  fencing_token uuid,
  attempts smallint NOT NULL DEFAULT 0,
  progress smallint NOT NULL DEFAULT 0,
  accepted integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  error text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  mapping jsonb NOT NULL DEFAULT '{}'::jsonb,
  encoding text NOT NULL DEFAULT 'utf-8'::text,
  dry_run boolean NOT NULL DEFAULT false,
  skipped integer NOT NULL DEFAULT 0,
  on_known text NOT NULL DEFAULT 'skip'::text,
  updated integer NOT NULL DEFAULT 0,
  CONSTRAINT imports_mode_check CHECK ((mode = ANY (ARRAY['best-effort'::text, 'all-or-nothing'::text]))),
  CONSTRAINT imports_pkey PRIMARY KEY (id),
  CONSTRAINT imports_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text]))),
  CONSTRAINT imports_unknown_people_check CHECK ((unknown_people = ANY (ARRAY['skip'::text, 'refuse'::text]))),
  CONSTRAINT imports_unknown_projects_check CHECK ((unknown_projects = ANY (ARRAY['create'::text, 'skip'::text, 'refuse'::text])))
);
CREATE INDEX imports_created_at ON tenant.imports USING btree (created_at, id);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.imports TO tenant;

CREATE TABLE tenant.label_colors (
  id uuid NOT NULL,
  name text NOT NULL,
  color text NOT NULL,
  CONSTRAINT label_colors_color_check CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
  CONSTRAINT label_colors_name_key UNIQUE (name),
  CONSTRAINT label_colors_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.label_colors TO tenant;

CREATE TABLE tenant.members (
  id uuid NOT NULL,
  email text NOT NULL,
  username text,
  name text NOT NULL,
  role text NOT NULL,
  joined_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT members_pkey PRIMARY KEY (id),
  CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['OWNER'::text, 'ADMIN'::text, 'MEMBER'::text, 'VIEWER'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.members TO tenant;

CREATE TABLE tenant.notification_preferences (
  user_id uuid NOT NULL,
  no_inbox text[] NOT NULL,
  no_email text[] NOT NULL,
  wants_email text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.notification_preferences TO tenant;

CREATE TABLE tenant.notifications (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL,
  task_id uuid,
  cause text,
  count integer NOT NULL DEFAULT 1,
  actor_id uuid,
  sequence bigint NOT NULL,
  in_inbox boolean NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  read_at timestamp(3) with time zone,
  mail_at timestamp(3) with time zone,
  mailed_at timestamp(3) with time zone,
  CONSTRAINT notifications_check CHECK (((task_id IS NULL) = (cause IS NULL))),
  CONSTRAINT notifications_kind_check CHECK ((kind = ANY (ARRAY['task-created'::text, 'task-assigned'::text, 'task-mentioned'::text, 'task-due'::text, 'task-changed'::text, 'task-commented'::text, 'task-reminder'::text]))),
  CONSTRAINT notifications_once UNIQUE (user_id, kind, task_id, cause),
  CONSTRAINT notifications_pkey PRIMARY KEY (id)
);
CREATE INDEX notifications_created_at ON tenant.notifications USING btree (created_at);
CREATE INDEX notifications_inbox ON tenant.notifications USING btree (user_id, sequence, id);
CREATE INDEX notifications_mail ON tenant.notifications USING btree (mailed_at, user_id) WHERE (mail_at IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.notifications TO tenant;

CREATE TABLE tenant.projects (
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  archived boolean NOT NULL DEFAULT false,
  CONSTRAINT projects_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX projects_name ON tenant.projects USING btree (lower(name));
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.projects TO tenant;

CREATE TABLE tenant.reminders (
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  user_id uuid NOT NULL,
  remind_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT reminders_pkey PRIMARY KEY (id)
);
CREATE INDEX reminders_remind_at ON tenant.reminders USING btree (remind_at);
CREATE INDEX reminders_user ON tenant.reminders USING btree (user_id, remind_at);
GRANT DELETE, INSERT, SELECT ON tenant.reminders TO tenant;

CREATE TABLE tenant.sequencer (
  only_row boolean NOT NULL DEFAULT true,
  sequence bigint NOT NULL DEFAULT 0,
  number integer NOT NULL DEFAULT 0,
  at timestamp(3) with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  hash bytea NOT NULL,
  tasks integer NOT NULL DEFAULT 0,
  max_tasks integer,
  projects integer NOT NULL DEFAULT 0,
  max_projects integer,
  storage bigint NOT NULL DEFAULT 0,
  max_storage bigint,
  task_writes text NOT NULL DEFAULT 'MEMBERS'::text,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  allow_reopen boolean NOT NULL DEFAULT false,
  CONSTRAINT sequencer_only_row_check CHECK (only_row),
  CONSTRAINT sequencer_pkey PRIMARY KEY (only_row),
  CONSTRAINT sequencer_task_writes_check CHECK ((task_writes = ANY (ARRAY['MEMBERS'::text, 'ADMIN'::text])))
) WITH (fillfactor=10);
GRANT SELECT, UPDATE ON tenant.sequencer TO tenant;

CREATE TABLE tenant.task_sources (
  source text NOT NULL,
  source_id text NOT NULL,
  task_id uuid NOT NULL,
  CONSTRAINT task_sources_pkey PRIMARY KEY (source, source_id)
);
GRANT INSERT, SELECT, UPDATE ON tenant.task_sources TO tenant;

CREATE TABLE tenant.task_watchers (
  task_id uuid NOT NULL,
  user_id uuid NOT NULL,
  is_watching boolean NOT NULL,
  CONSTRAINT task_watchers_pkey PRIMARY KEY (task_id, user_id)
);
CREATE INDEX task_watchers_user ON tenant.task_watchers USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.task_watchers TO tenant;

CREATE TABLE tenant.tasks (
  id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  description text,
  status task_status NOT NULL,
  priority task_priority NOT NULL,
  assignee_id uuid,
  creator_id uuid NOT NULL,
  project_id uuid,
  labels text[] NOT NULL DEFAULT '{}'::text[],
  due_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  search tsvector NOT NULL GENERATED ALWAYS AS (search_task(title, description, labels)) STORED,
  parent_id uuid,
  blocked_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
  recurrence text,
  CONSTRAINT tasks_number_key UNIQUE (number),
  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES tenant.projects(id)
);
CREATE INDEX tasks_assignee ON tenant.tasks USING btree (assignee_id);
CREATE INDEX tasks_blocked_by ON tenant.tasks USING gin (blocked_by) WHERE (blocked_by <> '{}'::uuid[]);
CREATE INDEX tasks_completed_at ON tenant.tasks USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX tasks_created_at ON tenant.tasks USING btree (created_at, number);
CREATE INDEX tasks_creator ON tenant.tasks USING btree (creator_id);
CREATE INDEX tasks_due_at ON tenant.tasks USING btree (COALESCE(due_at, 'infinity'::timestamp with time zone), number);
CREATE INDEX tasks_due_at_descending ON tenant.tasks USING btree (COALESCE(due_at, '-infinity'::timestamp with time zone), number);
CREATE INDEX tasks_parent ON tenant.tasks USING btree (parent_id, status) WHERE (parent_id IS NOT NULL);
CREATE INDEX tasks_priority ON tenant.tasks USING btree (priority, number);
CREATE INDEX tasks_project ON tenant.tasks USING btree (project_id);
CREATE INDEX tasks_search ON tenant.tasks USING gin (search, labels) WITH (gin_pending_list_limit='512');
CREATE INDEX tasks_status ON tenant.tasks USING btree (status, number);
CREATE INDEX tasks_title ON tenant.tasks USING btree ("left"(title, 64) COLLATE natural_order);
CREATE INDEX tasks_updated_at ON tenant.tasks USING btree (updated_at, number);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.tasks TO tenant;

CREATE TABLE tenant.views (
  id uuid NOT NULL,
  name text NOT NULL,
  author_id uuid NOT NULL,
  is_shared boolean NOT NULL,
  filter jsonb NOT NULL,
  sort text NOT NULL,
  group_by text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT views_pkey PRIMARY KEY (id)
);
CREATE INDEX views_author ON tenant.views USING btree (author_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.views TO tenant;

CREATE TABLE tenant.webhook_deliveries (
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sequence bigint NOT NULL,
  status text NOT NULL DEFAULT 'PENDING'::text,
  attempts integer NOT NULL DEFAULT 0,
  queued_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  next_attempt_at timestamp(3) with time zone DEFAULT now(),
  history jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'FAILED'::text]))),
  CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES tenant.webhooks(id)
);
CREATE INDEX webhook_deliveries_log ON tenant.webhook_deliveries USING btree (webhook_id, queued_at, sequence, id);
CREATE INDEX webhook_deliveries_pending ON tenant.webhook_deliveries USING btree (webhook_id, sequence) WHERE (status = 'PENDING'::text);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.webhook_deliveries TO tenant;

CREATE TABLE tenant.webhooks (
  id uuid NOT NULL,
  url text NOT NULL,
  description text,
  events text[] NOT NULL,
  is_enabled boolean NOT NULL,
  disabled_reason text,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_until timestamp(3) with time zone,
  failing_since timestamp(3) with time zone,
  replay_after bigint,
  replay_until bigint,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON tenant.webhooks TO tenant;
