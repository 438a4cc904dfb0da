/** Somebody who has to know what goes wrong in an organization. */
export interface Administrator {
  email: string;
  organizationName: string;
}
