/** For how long a released slug is kept for its organization, as links and bookmarks still lead there. */
export const REST = `interval '90 days'`;

/**
 * SQL that takes a slug ($1) for an organization ($2), in the open transaction. Of several who want one at once, the first
 * to commit has it. $3 says whether another's that rests may be taken, too. Without a row in its result the slug is another's.
 */
export const CLAIM_SLUG = `
  INSERT INTO public.slugs AS s (slug, held_by) VALUES ($1, $2)
  ON CONFLICT (slug) DO UPDATE SET held_by = excluded.held_by, released_at = NULL
  WHERE s.released_at IS NOT NULL
    AND (s.held_by = excluded.held_by OR s.released_at <= now() - ${REST} OR $3)
  RETURNING slug`;
