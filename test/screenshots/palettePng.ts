// A screenshot as a PNG with a palette: a third of the size, and for flat colours with smooth letters no difference that is seen.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colours = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue of each pixel. */
  readonly pixels: Uint8Array;
}

/** @throws for a PNG that is not one of Chromium's: eight bits a channel, not interlaced */
export function inPalette(png: Buffer): Buffer {
  const picture = decode(png);
  const { palette, nearest } = choosePalette(picture);
  const { width, height, pixels } = picture;
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest(colourAt(pixels, (y * width + x) * 3));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const colourAt = (pixels: Uint8Array, at: number): number =>
  ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);

/** The most frequent colours, those that are hardly different from one chosen before left out. */
function choosePalette({ pixels }: Picture): { palette: number[]; nearest: (colour: number) => number } {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  let palette: number[] = [];
  for (const apart of [0, 12, 48, 108, 192, 300]) {
    palette = [];
    for (const colour of frequent) {
      if (palette.length === colours) break;
      if (palette.every((taken) => distance(taken, colour) > apart || taken === colour)) palette.push(colour);
    }
    if (palette.length < colours) break;
  }
  const known = new Map<number, number>();
  const nearest = (colour: number): number => {
    let found = known.get(colour);
    if (found === undefined) {
      found = 0;
      for (const [index, taken] of palette.entries())
        if (distance(taken, colour) < distance(palette[found] ?? 0, colour)) found = index;
      known.set(colour, found);
    }
    return found;
  };
  return { palette, nearest };
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

function decode(png: Buffer): Picture {
  let width = 0;
  let height = 0;
  let channels = 3;
  const packed: Buffer[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      width = body.readUInt32BE(0);
      height = body.readUInt32BE(4);
      if (body[8] !== 8 || (body[9] !== 2 && body[9] !== 6) || body[12] !== 0) throw new Error('not such a PNG');
      channels = body[9] === 6 ? 4 : 3;
    } else if (kind === 'IDAT') packed.push(body);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(packed));
  const stride = width * channels;
  const lines = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) unfilter(raw, lines, y, stride, channels);
  const pixels = new Uint8Array(width * height * 3);
  for (let index = 0; index < width * height; index++)
    pixels.set(lines.subarray(index * channels, index * channels + 3), index * 3);
  return { width, height, pixels };
}

/** Undoes the filter of one line, as the PNG specification has it. */
function unfilter(raw: Buffer, lines: Uint8Array, y: number, stride: number, channels: number): void {
  const from = y * (stride + 1);
  const filter = raw[from];
  for (let x = 0; x < stride; x++) {
    const to = y * stride + x;
    const left = x < channels ? 0 : (lines[to - channels] ?? 0);
    const above = y === 0 ? 0 : (lines[to - stride] ?? 0);
    const corner = x < channels || y === 0 ? 0 : (lines[to - stride - channels] ?? 0);
    lines[to] = (raw[from + 1 + x] ?? 0) + predicted(filter, left, above, corner);
  }
}

function predicted(filter: number | undefined, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toAbove, toCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
