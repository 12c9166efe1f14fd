import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isListed } from '#libs/filtering/illegal-sites.js';

/**
 * Squid's helper for the illegal sites (D19), an `external_acl_type` of `%URI`: for each line it answers OK where the
 * site is on a list, else ERR. Of the lists it knows only the hashes. Squid starts it anew when its rules change.
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: illegalsites <file of hashes>');
const hashes = new Set(readFileSync(file, 'utf8').split('\n'));

createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${mustBeDenied(line) ? 'OK' : 'ERR'}\n`);
});

function mustBeDenied(line: string): boolean {
  try {
    return isListed(hashes, siteOf(line));
  } catch {
    // What is no address is no site that anybody agreed to.
    return true;
  }
}

/** A tunnel for https is asked for by host and port; of its pages squid knows nothing. */
function siteOf(line: string): string {
  const uri = decodeURIComponent(line.split(' ')[0] ?? '');
  const url = new URL(uri.includes('://') ? uri : `https://${uri.replace(/:\d+$/, '')}/`);
  url.hostname = url.hostname.replace(/\.$/, '');
  return url.href;
}
