-- Every activity entry carries a hash over itself and the entry before, so that who changes, adds or removes one
-- later, with a superuser's rights or in a backup, breaks the chain. The head row has the last link.
ALTER TABLE head
  ADD COLUMN at   timestamptz(3) NOT NULL DEFAULT '-infinity',
  ADD COLUMN hash bytea;
ALTER TABLE activity ADD COLUMN hash bytea;

UPDATE head SET hash = sha256(convert_to(:'organization_id', 'UTF8'));
DO $$
DECLARE
  entry activity;
BEGIN
  FOR entry IN SELECT * FROM activity ORDER BY sequence LOOP
    UPDATE head SET at = entry.at, hash = sha256(hash || convert_to(jsonb_build_array(
      entry.sequence, extract(epoch FROM entry.at), entry.type, entry.subject_id, entry.actor_id,
      entry.request_id, entry.changes)::text, 'UTF8'));
    UPDATE activity SET hash = (SELECT hash FROM head) WHERE sequence = entry.sequence;
  END LOOP;
END $$;

ALTER TABLE head ALTER COLUMN hash SET NOT NULL;
ALTER TABLE activity ALTER COLUMN hash SET NOT NULL;
