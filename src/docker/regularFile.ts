/** Reads files from untrusted sources: only regular ones, and only up to a size limit. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Bytes } from '../base/units.ts';

/** The file exists but was not read; the message says why. */
export class FileRefused extends Error {}

/**
 * Reads a regular file of at most `most` bytes. Rejects with a FileRefused for pipes, devices, folders and larger files, and with the
 * system's error otherwise. Never waits for the other end of a pipe.
 */
export async function readRegularFile(path: string, most: Bytes): Promise<Buffer> {
  // Check first, because opening some devices has side effects.
  refuse(await stat(path), most);
  // Windows has neither this flag nor named pipes in its file system.
  const file = await open(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
  try {
    // The file may have been replaced since.
    refuse(await file.stat(), most);
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = Buffer.alloc(pieceLength);
      const { bytesRead } = await file.read(piece, 0, pieceLength);
      if (bytesRead === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, bytesRead));
      length += bytesRead;
      if (length > most) throw tooLarge(length, most);
    }
  } finally {
    await file.close();
  }
}

const pieceLength: Bytes = 16 * 1024;

function refuse(found: { readonly isFile: () => boolean; readonly size: number }, most: Bytes): void {
  if (!found.isFile()) throw new FileRefused('not a file');
  if (found.size > most) throw tooLarge(found.size, most);
}

const tooLarge = (size: number, most: Bytes): FileRefused =>
  new FileRefused(`${String(size)} bytes, more than the ${String(most)} that are read`);
