/** The part of DER that X.509 certificates need. */

export function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
export const octets = (content: Buffer): Buffer => tagged(0x04, content);
/** A bit string without unused bits. */
export const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));
export const integer = (content: Buffer): Buffer => tagged(0x02, content);
export const flag = (): Buffer => tagged(0x01, Buffer.from([0xff]));
export const nothing = (): Buffer => tagged(0x05, Buffer.alloc(0));
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));

/** An object identifier in dotted decimal notation. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const digits = [number & 0x7f];
    for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** GeneralizedTime, with a resolution of one second. */
export function time(moment: Date): Buffer {
  return tagged(0x18, Buffer.from(moment.toISOString().replace(/[-:T]/g, '').replace(/\.\d+/, '')));
}

/** Returns where the content of the element at `at` begins and where the element ends. */
export function element(der: Buffer, at: number): { readonly content: number; readonly end: number } {
  const first = der.readUInt8(at + 1);
  if (first < 0x80) return { content: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const content = at + 2 + size;
  return { content, end: content + der.readUIntBE(at + 2, size) };
}
