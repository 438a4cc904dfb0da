CREATE TABLE projects (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  description text,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz(3) NOT NULL,
  updated_at  timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX projects_name ON projects (lower(name));
GRANT SELECT, INSERT, UPDATE, DELETE ON projects TO :"tenant";

ALTER TABLE tasks ADD CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects;
