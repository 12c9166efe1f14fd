#!/usr/bin/env bash
# pdfkit 0.20.2 (fontkit 2.0.4) takes a WOFF2 font without a complaint and prints scraps or blank pages: the subset that it
# embeds has the right number of glyphs, widths and characters, so the text can be searched and copied, but the outlines are
# cut out of the packed table at the places that they would have in an unpacked one. For most letters nothing is left. The
# same font as WOFF prints. Nothing is thrown or logged.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts pdfkit@0.20.2 fontkit@2.0.4 @fontsource/noto-sans@5.3.0
cat > try.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';

const outlines = (format) => {
  const font = create(readFileSync(`node_modules/@fontsource/noto-sans/files/noto-sans-latin-400-normal.${format}`));
  const subset = font.createSubset();
  for (const { id } of font.glyphsForString('School')) subset.includeGlyph(id);
  // What pdfkit embeds: a table for each glyph's outline, without the names of the characters.
  const embedded = create(Buffer.from(subset.encode()));
  return [1, 2, 3, 4, 5].map((id) => embedded.getGlyph(id).path.commands.length);
};
const [woff, woff2] = [outlines('woff'), outlines('woff2')];
console.log('steps in the outlines of S, c, h, o, l');
console.log(`WOFF:  ${woff}`);
console.log(`WOFF2: ${woff2}`);
assert(woff.every((steps) => steps > 0));
assert.deepEqual(woff2, [3, 5, 0, 0, 0]);
EOF
node try.mjs
