/** A member to be told of failures in an organization: an owner or admin. */
export interface Administrator {
  email: string;
  organizationName: string;
}
