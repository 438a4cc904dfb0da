-- A domain counts once its organization has proved that it holds the name, or an operator has added it. Until then
-- it is a claim, which several organizations may make.
ALTER TABLE public.domains
  -- What a TXT record has to say to prove the claim.
  ADD COLUMN token         text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  ADD COLUMN verified_at   timestamptz(3),
  -- Whether it is to become the primary one as soon as it counts.
  ADD COLUMN wants_primary boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT domains_domain_key;
UPDATE public.domains SET verified_at = created_at;
ALTER TABLE public.domains ADD CHECK (verified_at IS NOT NULL OR NOT is_primary);
CREATE UNIQUE INDEX domains_verified ON public.domains (domain) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX domains_claim ON public.domains (organization_id, domain);
DROP INDEX public.domains_organization;

-- Names under which the service itself has answered, at any start: no organization may claim them.
CREATE TABLE public.service_hosts (
  host            text PRIMARY KEY,
  -- Whether every name below it is the service's, too.
  with_subdomains boolean NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON public.service_hosts TO :"runtime";

-- Every slug that is taken, and those that were given up and rest before another organization may take them.
CREATE TABLE public.slugs (
  slug        text PRIMARY KEY,
  -- Who has it, or had it; null when that organization was purged.
  held_by     uuid,
  -- Null while it is taken.
  released_at timestamptz(3)
);
CREATE INDEX slugs_held_by ON public.slugs (held_by);
CREATE INDEX slugs_released_at ON public.slugs (released_at) WHERE released_at IS NOT NULL;
INSERT INTO public.slugs (slug, held_by) SELECT slug, id FROM public.organizations;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.slugs TO :"runtime";
