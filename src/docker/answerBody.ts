/** The body of an answer, read piece by piece to its end; the request's signal ends it with an error. */
import type { Readable } from 'node:stream';
import type { Address } from '../model/failure.ts';
import { notDocker } from './engineFailure.ts';
import { jsonObjects } from './jsonStream.ts';

/** Longest body that is kept: a list of ten thousand containers fits. */
const longest = 32 * 1024 * 1024;

/** All of a body. Throws a FailureError where `address` sends more than any of Docker's answers has. */
export async function wholeBody(address: Address, answer: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  await eachPiece(answer, (piece) => {
    length += piece.length;
    if (length > longest)
      throw notDocker(address, `more than ${longest / 1024 / 1024} MiB: ${pieces[0]?.toString('utf8', 0, 100) ?? ''}`);
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

/** Reads a stream of JSON objects. Throws a FailureError where it is none. */
export async function eachObject(address: Address, stream: Readable, see: (body: unknown) => void): Promise<void> {
  const objects = jsonObjects();
  const decoder = new TextDecoder();
  await eachPiece(stream, (piece) => {
    let bodies: unknown[];
    try {
      bodies = objects(decoder.decode(piece, { stream: true }));
    } catch (error) {
      throw notDocker(address, error instanceof Error ? error.message : error);
    }
    bodies.forEach(see);
  });
}

function eachPiece(stream: Readable, see: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', (piece: Buffer) => {
      try {
        see(piece);
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    stream.on('error', reject);
    stream.on('end', resolve);
    stream.on('close', () => {
      // Settled already unless it was cut off.
      reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    });
  });
}
