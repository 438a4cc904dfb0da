import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One identity per person, whatever number of organizations it belongs to. */
@Entity({ schema: 'public', name: 'users' })
export class UserEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  email: string;

  @Column('text', { nullable: true })
  username: string | null;

  @Column('text')
  name: string;

  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('boolean', { name: 'is_active', default: true })
  isActive: boolean;

  /** May do what operators do, under /admin. */
  @Column('boolean', { name: 'is_platform_admin', default: false })
  isPlatformAdmin: boolean;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
