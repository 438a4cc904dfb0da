import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsEmailAddress, IsLine, IsNewPassword, IsUsername, MayBeAbsent } from '../../../common/text.js';

export class UpdateMeDto {
  /** @example "Ada Lovelace" */
  @MayBeAbsent()
  @IsLine(1, 200)
  name?: string;

  /** A second name to sign in with; null gives it up. */
  @ApiProperty({ type: String, required: false, nullable: true, example: 'ada' })
  @IsOptional()
  @IsUsername()
  username?: string | null;
}

export class ChangeEmailDto {
  /** The new address; it counts once it is confirmed. @example ada@lovelace.example */
  @IsEmailAddress()
  email: string;

  /** The password that you sign in with. @example correct-horse-battery */
  @IsString()
  @MaxLength(1000)
  password: string;
}

export class ConfirmEmailDto {
  /** From the link in the mail. @example kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class ChangePasswordDto {
  /** @example correct-horse-battery */
  @IsString()
  @MaxLength(1000)
  currentPassword: string;

  /** 8 characters to 72 bytes. @example staple-correct-horse */
  @IsNewPassword()
  newPassword: string;
}

export class ForgotPasswordDto {
  /** The address of the account. @example ada@example.com */
  @IsEmailAddress()
  email: string;
}

export class ResetPasswordDto {
  /** From the link in the mail. @example kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @IsString()
  @MaxLength(200)
  token: string;

  /** 8 characters to 72 bytes. @example staple-correct-horse */
  @IsNewPassword()
  newPassword: string;
}
