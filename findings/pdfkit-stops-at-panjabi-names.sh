#!/usr/bin/env bash
# pdfkit 0.20.2 (fontkit 2.0.4) cannot print the commonest Panjabi surname in Noto Sans Gurmukhi: `text()` throws
# "TypeError: Cannot read properties of null (reading 'xCoordinate')" from the placing of its vowel signs, where the font says
# that a sign has no anchor for that letter (a null offset, which OpenType allows). A name without such a sign prints.
# In Noto Sans Bengali nothing is thrown, and the word for friends loses a part: 9 glyphs where HarfBuzz (harfbuzzjs 1.6.4)
# makes 10.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts pdfkit@0.20.2 fontkit@2.0.4 harfbuzzjs@1.6.4 \
  @expo-google-fonts/noto-sans-gurmukhi@0.4.1 @expo-google-fonts/noto-sans-bengali@0.4.4
cat > try.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import { Blob, Buffer as Letters, Face, Font, shape } from 'harfbuzzjs';
import PDFDocument from 'pdfkit';

const fonts = 'node_modules/@expo-google-fonts';
const gurmukhi = `${fonts}/noto-sans-gurmukhi/400Regular/NotoSansGurmukhi_400Regular.ttf`;
const bengali = `${fonts}/noto-sans-bengali/400Regular/NotoSansBengali_400Regular.ttf`;
const pdf = new PDFDocument().font(gurmukhi);
pdf.text('\u0a15\u0a3f\u0a30\u0a28');
let seen = 'printed';
try {
  pdf.text('\u0a38\u0a3f\u0a70\u0a18');
} catch (error) {
  seen = `${error.name}: ${error.message}`;
}
console.log(`Panjabi: ${seen}`);
assert.equal(seen, "TypeError: Cannot read properties of null (reading 'xCoordinate')");

const name = '\u09ac\u09a8\u09cd\u09a7\u09c1\u09b0\u09be';
const bytes = readFileSync(bengali);
const letters = new Letters();
letters.addText(name);
letters.guessSegmentProperties();
shape(new Font(new Face(new Blob(bytes))), letters);
const glyphs = [create(bytes).layout(name).glyphs.length, letters.getGlyphInfos().length];
console.log(`Bengali: ${glyphs[0]} glyphs by fontkit, ${glyphs[1]} by HarfBuzz`);
assert.deepEqual(glyphs, [9, 10]);
EOF
node try.mjs
