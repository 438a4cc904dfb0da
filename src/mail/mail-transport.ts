import { Injectable, Logger } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { Config } from '../config/config.js';
import { LoggedMails } from './logged-mails.js';
import { html, type Mail, plainText } from './mail.js';

/** The timeouts of the mail server, in milliseconds. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 10_000,
};

/** The mail server permanently rejected this message: it isn't retried. */
export class MailRefused extends Error {}

/** The connection ended without an answer: whether the mail server accepted the message is unknown. */
export class OutcomeUnknown extends Error {}

/** The transport of mail: the SMTP server, or the log where none is configured. */
@Injectable()
export class MailTransport {
  private readonly logger = new Logger('Mail');
  private readonly smtp: Config['smtp'];
  /** Loaded by the first mail. */
  private transporter?: Promise<Transporter>;

  constructor(
    { smtp }: Config,
    private readonly logged: LoggedMails,
  ) {
    this.smtp = smtp;
  }

  /**
   * @param id of the mail; the same for each attempt, so that a duplicate can be recognised
   * @throws MailRefused, OutcomeUnknown, or another error when a later attempt may succeed
   */
  async send(id: string, mail: Mail): Promise<void> {
    if (!this.smtp) {
      this.logged.add(id, mail);
      this.logger.log({
        event: 'mail.logged',
        msg: `To: ${mail.to}\nSubject: ${mail.subject}\n\n${plainText(mail)}`,
      });
      return;
    }
    const { to, subject } = mail;
    try {
      const transporter = await (this.transporter ??= connectTo(this.smtp));
      await transporter.sendMail({
        to: { name: '', address: to },
        subject,
        messageId: `<${id}@taskflow>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        text: plainText(mail),
        html: html(mail),
      });
    } catch (error) {
      const { message } = error as SmtpError;
      if (isFinal(error as SmtpError)) throw new MailRefused(message, { cause: error });
      if (!isRefusal(error as SmtpError)) throw new OutcomeUnknown(message, { cause: error });
      throw error;
    }
  }
}

async function connectTo({ url, from }: NonNullable<Config['smtp']>): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const options = { url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true };
  return createTransport(options, { from });
}

type SmtpError = Error & { responseCode?: number; command?: string; code?: string; originalCode?: string };

const UNREACHABLE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EDNS'];

/** The server rejected the message, or was unreachable: in either case it doesn't have the message. */
const isRefusal = ({ responseCode, code = '', originalCode = '' }: SmtpError): boolean =>
  (responseCode ?? 0) >= 400 || UNREACHABLE.includes(code) || UNREACHABLE.includes(originalCode);

/**
 * A 5xx to the recipient or the message itself. When the sender or its password is rejected, the operator can correct
 * the configuration while the mail is retried.
 */
function isFinal({ responseCode, command }: SmtpError): boolean {
  return (responseCode ?? 0) >= 500 && (command === 'RCPT TO' || command === 'DATA');
}
