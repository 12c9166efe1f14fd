import bidiFactory, { type Bidi } from 'bidi-js';

/** Unicode's bidirectional algorithm. A CommonJS module: its types speak of the default export that its other build has. */
export const bidi = (bidiFactory as unknown as () => Bidi)();
