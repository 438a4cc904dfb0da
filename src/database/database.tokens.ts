/** The DataSource of the owner role, or null in a process without DATABASE_ADMIN_URL. */
export const OWNER = Symbol('OwnerDataSource');
