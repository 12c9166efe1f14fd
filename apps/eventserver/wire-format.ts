/** Protocol Buffers by hand, for what is encoded once per event. Numbers are unsigned and below 2^53. */
const varintLength = (value: number): number => {
  let length = 1;
  while (value >= 128) {
    value = Math.floor(value / 128);
    length += 1;
  }
  return length;
};

/** Writes fields one after the other into a buffer of known size; the fields used here all have numbers below 16. */
export class FieldWriter {
  private offset = 0;

  constructor(readonly bytes: Buffer) {}

  varint(value: number): this {
    while (value >= 128) {
      this.bytes[this.offset++] = (value % 128) + 128;
      value = Math.floor(value / 128);
    }
    this.bytes[this.offset++] = value;
    return this;
  }

  number(field: number, value: number): this {
    return this.varint(field * 8).varint(value);
  }

  /** The tag and length of a field whose content follows. */
  open(field: number, length: number): this {
    return this.varint(field * 8 + 2).varint(length);
  }

  field(field: number, content: Uint8Array): this {
    this.open(field, content.length);
    return this.raw(content);
  }

  raw(content: Uint8Array): this {
    this.bytes.set(content, this.offset);
    this.offset += content.length;
    return this;
  }
}

/** Reads what FieldWriter wrote. */
export class FieldReader {
  constructor(
    private readonly bytes: Buffer,
    private offset = 0,
  ) {}

  varint(): number {
    let [value, unit] = [0, 1];
    for (;;) {
      const part = this.bytes[this.offset++] ?? 0;
      value += (part % 128) * unit;
      if (part < 128) return value;
      unit *= 128;
    }
  }

  /** The number in the next field. */
  number(): number {
    this.offset += 1;
    return this.varint();
  }

  /** The text of the next field, which is ASCII. */
  text(): string {
    this.offset += 1;
    const length = this.varint();
    return this.bytes.toString('latin1', this.offset, (this.offset += length));
  }

  skip(): this {
    this.offset += 1;
    const length = this.varint();
    this.offset += length;
    return this;
  }

  /** Goes into the next field. */
  enter(): this {
    this.offset += 1;
    this.varint();
    return this;
  }
}

export const numberSize = (value: number): number => 1 + varintLength(value);
export const fieldSize = (length: number): number => 1 + varintLength(length) + length;
