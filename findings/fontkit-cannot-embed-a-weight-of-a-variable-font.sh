#!/usr/bin/env bash
# fontkit 2.0.4 lays out a chosen weight of a variable TrueType font (`getVariation({ wght: 400 })`) and cannot make a subset of
# it: `createSubset().encode()`, by which pdfkit embeds fonts, throws "First argument to DataView constructor must be an
# ArrayBuffer" (restructure's streams take an ArrayBuffer where fontkit gives a size). The font's default weight is embedded,
# and for Noto Sans SC that is Thin (100), not Regular.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fontkit@2.0.4 woff2-encoder@2.0.0 \
  @fontsource-variable/noto-sans-sc@5.3.0
cat > try.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import decompress from 'woff2-encoder/decompress';

const slice = 'node_modules/@fontsource-variable/noto-sans-sc/files/noto-sans-sc-116-wght-normal.woff2';
const font = create(Buffer.from(await decompress(readFileSync(slice))));
const embed = (one) => {
  const subset = one.createSubset();
  for (const { id } of one.glyphsForString('\u5f20')) subset.includeGlyph(id);
  try {
    return `${subset.encode().length > 0 ? 'embedded' : 'empty'}`;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const seen = [font.variationAxes.wght.default, embed(font), embed(font.getVariation({ wght: 400 }))];
console.log(seen.join(' | '));
assert.deepEqual(seen, [100, 'embedded', 'TypeError: First argument to DataView constructor must be an ArrayBuffer']);
EOF
node try.mjs
