/** The database in the embedded PostgreSQL. */
export const EMBEDDED_DATABASE = 'taskflow';
