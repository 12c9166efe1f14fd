import { Logger } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import type { MalwareScanner, ScanWatch } from '#libs/evidence/malware-scanner.js';

const logger = new Logger('evidence');

/** Counts how scans end, and puts into the log when a scanner that is set up did not do its work. */
export function scanWatch(metrics: Registry): ScanWatch {
  const scans = new Counter({
    name: 'daybook_evidence_scans_total',
    help: 'Malware scans of evidence files by outcome: clean, infected, or why the file was not scanned',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return {
    ended: (outcome) => {
      scans.inc({ outcome });
      if (!['clean', 'infected', 'noScanner'].includes(outcome))
        logger.warn(`the malware scanner did not scan a file: ${outcome}`);
    },
  };
}

/** Says at the start what the scanner would not look at, while there is time to set it up. */
export async function checkScanner(scanner: MalwareScanner, longestFile: number): Promise<void> {
  if (!scanner.isConfigured) return;
  const limits = await scanner.limitsFor(longestFile);
  if (!limits) {
    logger.warn('the malware scanner does not answer: evidence files have to be released by two people');
    return;
  }
  if (!limits.takes)
    logger.warn(`the malware scanner refuses files of ${longestFile} bytes: raise StreamMaxLength in clamd.conf`);
  if (!limits.namesLimits)
    logger.warn(
      `the malware scanner calls files clean that it has not looked at: set AlertExceedsMax yes in clamd.conf; until then larger files than ${scanner.maxFileSize} bytes count as not scanned`,
    );
}
