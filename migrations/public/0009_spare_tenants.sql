-- A place for an organization to come has a schema, too, once there is a version.
ALTER TABLE public.spare_roles RENAME TO tenant_pool;
-- Of the schema; 0 while there is only the role.
ALTER TABLE public.tenant_pool ADD COLUMN version integer NOT NULL DEFAULT 0;
