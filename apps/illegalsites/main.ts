import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isListed } from '#libs/filtering/illegal-sites.js';

/**
 * Squid's helper for the illegal sites (D19), an `external_acl_type` of `%URI`: for each line it answers OK where the
 * site is on a list, else ERR. Of the lists it knows only the hashes. Squid starts it anew when its rules change.
 *
 * A line is the address as the browser sent it, its escapes and all, byte for byte: squid escapes what is left of spaces
 * and letters beyond ASCII, and nothing else. Of a tunnel for https it is host and port; of its pages squid knows nothing.
 */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: illegalsites <file of hashes>');
const hashes = new Set(readFileSync(file, 'utf8').split('\n'));

process.stdin.setEncoding('latin1');
createInterface({ input: process.stdin }).on('line', (line) => {
  const [address = ''] = line.split(' ');
  process.stdout.write(`${isListed(hashes, Buffer.from(address, 'latin1')) ? 'OK' : 'ERR'}\n`);
});
