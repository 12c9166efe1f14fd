import { popplerIsInstalled, tagsOf, textOf } from '../../test/support/poppler.js';
import { print, type Part } from './printed-document.js';

const printed = (...parts: Part[]): Promise<Buffer> => print({ title: 'Names', header: 'School', footer: [], parts });

// Skipped loudly: Jest names each spec that is.
const whereReadable = popplerIsInstalled ? describe : describe.skip;
if (!popplerIsInstalled) console.warn('poppler (pdftotext) is not installed: what a PDF says is not read back');

whereReadable('a printed document says what was written, in whatever script', () => {
  const names = [
    ['Polish', 'Łucja Żółkiewska'],
    ['Somali', 'Cabdiraxmaan Xuseen'],
    ['Urdu', 'محمد علی خان'],
    ['Urdu', 'میں نہیں آؤں گی'],
    ['Arabic', 'فاطمة الزهراء'],
    ['Arabic', 'لا أريد'],
    ['Bengali', 'রোকেয়া খাতুন'],
    ['Panjabi', 'ਹਰਪ੍ਰੀਤ ਸਿੰਘ'],
    ['Hindi', 'कृष्ण श्रीवास्तव'],
    ['Gujarati', 'કૃષ્ણા પટેલ'],
    ['Tamil', 'ஸ்ரீநிவாசன்'],
    ['Chinese', '张李娜'],
    ['Cantonese', '張偉黃'],
    ['Ukrainian', 'Олександр Шевченко'],
    ['Greek', 'Ελένη Παπαδοπούλου'],
    ['Hebrew', 'דוד כהן'],
    ['Vietnamese', 'Nguyễn Thị Hường'],
  ] as const;

  it('has each name as it is read, in the order of its letters', async () => {
    const text = textOf(await printed(...names.map(([label, name]) => ({ label, text: name }))));
    for (const [label, name] of names) expect(text).toContain(`${label}: ${name}`);
    expect(text).not.toContain('[U+');
  });

  it('has their bold letters in headings', async () => {
    const text = textOf(await printed(...names.map(([, name]) => ({ heading: name, level: 2 as const }))));
    for (const [, name] of names) expect(text.split('\n')).toContain(name);
  });

  it('keeps words, spaces and lines of a long quotation from right to left', async () => {
    const words = 'قالت إنها لا تريد أن تذهب إلى المدرسة ثم أغلقت الهاتف ولم تجب على رسائل صديقتها بعد ذلك'.split(' ');
    const quotation = [...words, ...words, ...words];
    const text = textOf(await printed({ paragraph: quotation.join(' ') }));
    const [, , ...lines] = text.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(0, -1).join(' ').split(/\s+/)).toEqual(quotation);
  });

  it('keeps what surrounds a name in its place', async () => {
    const text = textOf(
      await printed({ label: 'Told', text: 'عبد الله' }, { paragraph: 'She wrote سلام and "12 + 3" at 21:40.' }),
    );
    expect(text).toContain('Told: عبد الله');
    // Whose a space between two directions is, readers do not agree on.
    expect(text.replace(/ /g, '')).toContain('Shewroteسلامand"12+3"at21:40.');
  });

  it('gives a character that no font has by its number, and says so', async () => {
    const text = textOf(await printed({ paragraph: 'sent \u{1F9FF} and \u{2764}\u{FE0F} to สม' }));
    expect(text).toContain('sent [U+1F9FF] and \u{2764}\u{FE0F} to [U+0E2A][U+0E21]');
    expect(text).toContain('characters that Daybook cannot print');
    expect(textOf(await printed({ paragraph: 'sent' }))).not.toContain('cannot print');
  });

  it('loses no letter of a word that is longer than a line', async () => {
    const word = Array.from({ length: 400 }, (_, nth) => String.fromCodePoint(97 + (nth % 26))).join('');
    expect(textOf(await printed({ paragraph: word })).replace(/\s/g, '')).toContain(word);
  });

  it('has tables whose header cells are tagged, on every page, each row whole', async () => {
    const rows = Array.from({ length: 90 }, (_, nth) => [`${nth + 1}`, 'incident']);
    const columns = ['Record', 'Kind'].map((title) => ({ title, share: 0.5 }));
    const file = await printed({ table: { columns, rows } });
    const tags = tagsOf(file);
    expect(tags.match(/^ {4}TR/gm)).toHaveLength(91);
    expect(tags.match(/TH[^"]*\/Scope \/Column\s+"(Record|Kind)"/g)).toHaveLength(2);
    expect(tags.match(/TD[^"]*"incident"/g)).toHaveLength(90);
    const pages = textOf(file).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toMatch(/Record[^]*Kind/);
  });
});

describe('a printed document is PDF/UA', () => {
  it('says so, with its language and its title', async () => {
    const bytes = (await printed({ paragraph: 'A pupil was called names.' })).toString('latin1');
    for (const mark of ['<pdfuaid:part>1</pdfuaid:part>', '/Lang (en-GB)', '/DisplayDocTitle true', '/Marked true'])
      expect(bytes).toContain(mark);
  });

  it('is read aloud in the order of the text where the eye goes the other way', async () => {
    const bytes = (await printed({ paragraph: 'سلام' })).toString('latin1');
    const inUtf16 = Buffer.from('سلام', 'utf16le').swap16().toString('latin1');
    expect(bytes).toContain(`/ActualText (\xfe\xff${inUtf16})`);
  });

  it('is the same bytes when made again, with every font', async () => {
    const parts = ['محمد', 'রোকেয়া', '张李娜', 'ਸਿੰਘ'].map((paragraph) => ({ paragraph }));
    expect((await printed(...parts)).equals(await printed(...parts))).toBe(true);
  });
});
