import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startMonitor } from '#libs/observability/monitor.js';
import { startTracing } from '#libs/observability/tracing.js';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { logSettings, postgresUrl, settingsFrom } from '#libs/processes/settings.js';
import type { MailSettings } from './notifications/mail.js';
import { startWorker } from './start-worker.js';
import { verifyInChild } from './projection-checks/verify-in-child.js';

const settings = settingsFrom(
  z.object({
    ...logSettings,
    JOBS_DATABASE_URL: postgresUrl,
    REDIS_URL: z.string().optional(),
    FILTERS_FILE: z.string().optional(),
    SMTP_URL: z.string().optional(),
    MAIL_FOLDER: z.string().optional(),
    MAIL_FROM: z.string().optional(),
    /** How long a mail server may take for one e-mail. */
    MAIL_TIMEOUT_SECONDS: z.coerce.number().positive().default(60),
    CHECK_AT: z
      .string()
      .regex(/^\d\d:\d\d$/, 'must be a time of day')
      .optional(),
    CHECK_TIME_ZONE: z.string().default('Europe/London'),
    /** For the process that checks, and for nothing else here. */
    CHECK_DATABASE_URL: postgresUrl.optional(),
  }),
  process.env,
);

const { CHECK_AT, CHECK_TIME_ZONE, CHECK_DATABASE_URL, EVENTSTORE_URL, KEYS_DATABASE_URL } = settings;
const checked = {
  EVENTSTORE_URL,
  KEYS_DATABASE_URL,
  READ_DATABASE_URL: CHECK_DATABASE_URL,
  DAYBOOK_MASTER_KEY: settings.DAYBOOK_MASTER_KEY.toString('base64'),
};
const nightlyCheck =
  CHECK_AT !== undefined && CHECK_DATABASE_URL !== undefined
    ? { at: CHECK_AT, zone: CHECK_TIME_ZONE, verify: (signal: AbortSignal) => verifyInChild(checked, signal) }
    : undefined;

function mailSettings(given: typeof settings): MailSettings | undefined {
  const { SMTP_URL, MAIL_FOLDER, MAIL_FROM, MAIL_TIMEOUT_SECONDS } = given;
  if (MAIL_FROM === undefined) return undefined;
  if (SMTP_URL !== undefined) return { smtpUrl: SMTP_URL, from: MAIL_FROM, timeoutMs: MAIL_TIMEOUT_SECONDS * 1_000 };
  return MAIL_FOLDER === undefined ? undefined : { folder: MAIL_FOLDER, from: MAIL_FROM };
}

const stopTracing = await startTracing('worker');
const worker = await startWorker(
  {
    eventStoreUrl: EVENTSTORE_URL,
    keysDatabaseUrl: KEYS_DATABASE_URL,
    jobsDatabaseUrl: settings.JOBS_DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    masterKey: settings.DAYBOOK_MASTER_KEY,
    mail: mailSettings(settings),
    nightlyCheck,
    filtersFile: settings.FILTERS_FILE,
    illegalSitesHelper: [process.execPath, fileURLToPath(new URL('../illegalsites/main.js', import.meta.url))],
  },
  (line) => console.error(line),
);
const stopMonitor = await startMonitor(worker);
onStopRequested(async () => {
  await stopMonitor();
  await worker.stop();
  await stopTracing();
});
reportReady();
