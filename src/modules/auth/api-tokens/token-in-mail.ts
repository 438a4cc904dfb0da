/** A token as a mail to its owner lists it. */
export interface TokenInMail {
  name: string;
  hint: string;
  organization: string;
  expiresAt: Date;
}
