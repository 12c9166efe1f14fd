import { ContentType } from './content-type.js';

/** A box of an ISO media file: its length, its kind, what it holds. */
function box(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(kind, 4, 'latin1');
  return Buffer.concat([head, content]);
}
const media = (brand: string): Buffer =>
  Buffer.concat([box('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1')), box('mdat', Buffer.alloc(64, 0xe2))]);

const chunk = (kind: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length);
  head.write(kind, 4, 'latin1');
  return Buffer.concat([head, content, Buffer.alloc(4)]);
};
const png = (...before: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.alloc(13)),
    ...before,
    chunk('IDAT', Buffer.alloc(2_000)),
  ]);
const webp = Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([32, 0, 0, 0]),
  Buffer.from('WEBPVP8 '),
  Buffer.alloc(20),
]);

async function typeOf(content: Buffer | string, partBytes = 1_000): Promise<string | undefined> {
  const type = new ContentType();
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += partBytes) type.see(bytes.subarray(at, at + partBytes));
  return type.end();
}

describe('D13: evidence is what its content says', () => {
  it.each([
    ['a photograph from a telephone', media('heic'), 'image/heic'],
    ['a photograph in ten bits', media('heix'), 'image/heic'],
    ['a photograph of another maker', media('mif1'), 'image/heif'],
    ['a burst of photographs', media('hevc'), 'image/heic-sequence'],
    ['AVIF', media('avif'), 'image/avif'],
    ['a film from an iPhone', media('qt  '), 'video/quicktime'],
    ['a voice memo', media('M4A '), 'audio/x-m4a'],
    ['a film for iTunes', media('M4V '), 'video/x-m4v'],
    ['a film from an old telephone', media('3gp5'), 'video/3gpp'],
    ['MP4', media('isom'), 'video/mp4'],
    ['MP4 of the second edition', media('mp42'), 'video/mp4'],
    ['PNG', png(), 'image/png'],
    ['PNG with a long colour profile', png(chunk('iCCP', Buffer.alloc(300_000))), 'image/png'],
    ['JPEG', Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'image/jpeg'],
    ['GIF', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(20)]), 'image/gif'],
    ['WebP', webp, 'image/webp'],
    ['PDF', '%PDF-1.7\n1 0 obj\n', 'application/pdf'],
    ['text', 'Ella schrieb: „Ich gehe.“\n', 'text/plain; charset=utf-8'],
    ['text that looks like WebP', 'see the WEBP that she sent', 'text/plain; charset=utf-8'],
    ['text that begins as WebP does', 'RIFF1234WEBPVP8 is how they begin', 'text/plain; charset=utf-8'],
    ['text about GIF', 'GIF89a is the name of a format', 'text/plain; charset=utf-8'],
    ['text that looks like MP4', '1234ftypisom, she wrote', 'text/plain; charset=utf-8'],
  ])('%s', async (_, content, type) => {
    expect(await typeOf(content)).toBe(type);
    expect(await typeOf(content, 7)).toBe(type);
  });

  it.each([
    ['a picture of a format that nobody can open', media('heis')],
    ['an ISO media file of no known kind', media('zzzz')],
    ['a raw picture of a camera', media('crx ')],
    ['an archive', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40, 1)])],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)])],
    ['a web page', '<html><script></script></html>'],
    ['a web page behind a byte order mark', '\ufeff \n<html></html>'],
    ['a script', '#!/bin/sh\n'],
    ['text in another encoding', Buffer.from('Ella schrieb: für dich', 'latin1')],
    ['a mark and nothing behind it', Buffer.from('89504e470d0a1a0a', 'hex')],
  ])('%s is not taken', async (_, content) => {
    expect(await typeOf(content)).toBeUndefined();
  });
});
