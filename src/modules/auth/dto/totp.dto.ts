import { IsString, Matches, ValidateIf } from 'class-validator';
import { AtLeastOneOf } from '../../../common/in-schema.js';
import { MaxLength, MayBeAbsent } from '../../../common/text.js';

const SIX_DIGITS = { message: '$property must be the six digits that the authenticator shows' };

export class StartTotpDto {
  /** Your password. @example taskflow-demo */
  @IsString()
  @MaxLength(1000)
  password: string;
}

export class ConfirmTotpDto {
  /** What the authenticator shows. @example "492039" */
  @Matches(/^\d{6}$/, SIX_DIGITS)
  code: string;
}

@AtLeastOneOf('code', 'recoveryCode')
export class SecondFactorProofDto extends StartTotpDto {
  /** What the authenticator shows; or give `recoveryCode`. @example "492039" */
  @ValidateIf((body: SecondFactorProofDto) => body.recoveryCode === undefined || body.code !== undefined)
  @Matches(/^\d{6}$/, SIX_DIGITS)
  code?: string;

  /** One of the recovery codes, which it uses up. @example K7QD-XM2A-PL3V-STRE */
  @MayBeAbsent()
  @IsString()
  @MaxLength(50)
  recoveryCode?: string;
}

export class TotpStatusDto {
  /** Whether signing in needs a code. @example true */
  enabled: boolean;
  /** How many recovery codes haven't been used. @example 10 */
  recoveryCodesLeft: number;
}

export class TotpSetupDto {
  /** The secret in base32, for authenticators that can't scan. @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP */
  secret: string;
  /** The same for a QR code. @example otpauth://totp/TaskFlow:olivia%40acme.example?issuer=TaskFlow&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP */
  uri: string;
}

export class RecoveryCodesDto {
  /** Each signs in once in place of a code. They are shown this once. @example ["K7QD-XM2A-PL3V-STRE"] */
  recoveryCodes: string[];
}
