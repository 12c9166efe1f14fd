import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { AttemptResult } from '#libs/notifications/email-words.js';

/** Without any of these no e-mail is sent; the inbox has every notification in any case. */
export type MailSettings =
  | { readonly smtpUrl: string; readonly from: string; readonly timeoutMs?: number }
  /** Each e-mail becomes a file here, and goes nowhere. */
  | { readonly folder: string; readonly from: string };

/** One e-mail. Nothing in it is of a case. */
export interface Mail {
  /** That of the notification, and the number of the attempt. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How long an attempt may take, from the first byte to the server's last word. */
const usualTimeoutMs = 60_000;
export const timeoutOf = (settings: MailSettings): number =>
  ('timeoutMs' in settings ? settings.timeoutMs : undefined) ?? usualTimeoutMs;

/** Hands an e-mail over, and tells what is known of it then. */
export const sendMail = (settings: MailSettings, mail: Mail): Promise<AttemptResult> =>
  'folder' in settings ? intoFolder(settings, mail) : overSmtp(settings, mail);

const messageOf = (from: string, { id, to, subject, text }: Mail) => ({
  from,
  to,
  subject,
  text,
  messageId: `<${id}@daybook>`,
  // RFC 3834: nobody's absence note answers it.
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * What the server has refused it has not sent, nor what broke off before the message began. Whatever ends without an
 * answer after that may have been sent, so it counts as uncertain and is not sent again.
 */
async function overSmtp(settings: Extract<MailSettings, { smtpUrl: string }>, mail: Mail): Promise<AttemptResult> {
  const message = { begun: false };
  const transport = createTransport({ url: settings.smtpUrl, logger: false });
  transport.use('stream', (sending, done) => {
    sending.message.processFunc((content) => {
      message.begun = true;
      return content;
    });
    done();
  });
  try {
    const signal = AbortSignal.timeout(timeoutOf(settings));
    await transport.sendMail({ ...messageOf(settings.from, mail), signal });
    return 'sent';
  } catch (error) {
    const { responseCode, code } = error as { responseCode?: number; code?: string };
    if (responseCode === undefined || responseCode === 0) return message.begun ? 'uncertain' : 'failed';
    // A wrong password is the operator's to mend; a mailbox that does not exist will not come to exist.
    return responseCode >= 500 && code !== 'EAUTH' ? 'refused' : 'failed';
  } finally {
    transport.close();
  }
}

/** For a Daybook without a mail server: what it would send, to be looked at. */
async function intoFolder(
  { folder, from }: Extract<MailSettings, { folder: string }>,
  mail: Mail,
): Promise<AttemptResult> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  const { message } = await composer.sendMail(messageOf(from, mail));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${mail.id}.eml`), message as Buffer, { mode: 0o600 });
  return 'sent';
}
