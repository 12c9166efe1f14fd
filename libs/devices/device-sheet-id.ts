import { v5 as uuidOf } from 'uuid';

const sheets = 'b1f7c0d3-2f3e-4b0a-9a54-6f4f0c8e1d27';

/** A class has one sheet a day. */
export const deviceSheetOf = (school: string, day: string, schoolClass: string): string =>
  uuidOf(`${school}/${day}/${schoolClass.toLowerCase()}`, sheets);
