-- Roles that are there already for organizations to come, each under the id that the organization will have.
-- Making one gets slower with their number, and has every connection work out its rights anew.
CREATE TABLE public.spare_roles (
  organization_id uuid PRIMARY KEY
);
