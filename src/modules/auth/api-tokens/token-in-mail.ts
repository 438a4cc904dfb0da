/** A token as a mail to its owner tells of it. */
export interface TokenInMail {
  name: string;
  hint: string;
  organization: string;
  expiresAt: Date;
}
