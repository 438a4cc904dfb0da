import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Ways to authenticate, as the `amr` values of RFC 8176: a password; a one-time password or recovery code. */
export type AuthMethod = 'pwd' | 'otp';

/** A signed-in device. Its refresh token changes with every use; `generation` counts the changes. */
@Entity({ schema: 'public', name: 'sessions' })
export class SessionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('integer', { default: 1 })
  generation: number;

  @Column('timestamptz', { name: 'rotated_at', default: () => 'now()' })
  rotatedAt: Date;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('text', { nullable: true })
  ip: string | null;

  /** When password, and second factor where there was one, were last asked for: not by a refresh or a switch. */
  @Column('timestamptz', { name: 'authenticated_at', default: () => 'now()' })
  authenticatedAt: Date;

  /** What was shown then, as RFC 8176 calls it. */
  @Column('text', { name: 'auth_methods', array: true })
  authMethods: AuthMethod[];

  /** Whether its refresh token is kept in a cookie that scripts can't read. It is accepted from there only. */
  @Column('boolean', { name: 'in_cookie', default: false })
  inCookie: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
