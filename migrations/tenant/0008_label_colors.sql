-- The colours of labels. What is no label of any task keeps its colour, for when the label comes back.
CREATE TABLE label_colors (
  id    uuid PRIMARY KEY,
  name  text NOT NULL CONSTRAINT label_colors_name_key UNIQUE,
  color text NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$')
);
GRANT SELECT, INSERT, UPDATE, DELETE ON label_colors TO :"role";
