-- The members become a table: no row of this schema depends on a row outside of it, so that a schema is whole where it
-- is restored by itself. The transactions that change memberships and accounts change it as well (MemberCopies); they
-- lock the organization first.
SELECT FROM public.organizations WHERE id = :'organization_id' FOR NO KEY UPDATE;
DROP VIEW members;
CREATE TABLE members (
  id        uuid PRIMARY KEY,
  email     text NOT NULL,
  username  text,
  name      text NOT NULL,
  role      text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER')),
  joined_at timestamptz(3) NOT NULL
);
INSERT INTO members
  SELECT u.id, u.email, u.username, u.name, m.role, m.joined_at
  FROM public.memberships m JOIN public.users u ON u.id = m.user_id
  WHERE m.organization_id = :'organization_id';
GRANT SELECT, INSERT, UPDATE, DELETE ON members TO :"role";
