-- The version is what an ETag of an organization says.
ALTER TABLE public.organizations ADD COLUMN version integer NOT NULL DEFAULT 1;
GRANT UPDATE (name, slug, settings, plan, version) ON public.organizations TO :"runtime";
CREATE INDEX domains_organization ON public.domains (organization_id);
