-- Imports can be deleted, and expire. What was refused goes with them.
GRANT DELETE ON imports TO :"tenant";
ALTER TABLE import_refusals
  DROP CONSTRAINT import_refusals_import_id_fkey,
  ADD CONSTRAINT import_refusals_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports ON DELETE CASCADE;
