// What each part of a build's tests leaves for the line that counts all of them (`total.ts`): out/tests/PART.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../runProgram.ts';
import { failure, type Outcome } from './outcome.ts';

const file = (part: string, folder: string): string => path.join(folder, `${part}.json`);
const usual = path.join(root, 'out/tests');

/** Until a part ends with `writeSummary`, it counts as one that crashed. */
export function beginSummary(part: string, folder = usual): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(part, folder), JSON.stringify(failure(`${part} did not end`)));
}

export function writeSummary(part: string, outcome: Outcome, folder = usual): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(part, folder), JSON.stringify({ ...outcome, notes: [] }));
}

/** A part that wrote nothing counts as failed. */
export function readSummary(part: string, folder = usual): Outcome {
  try {
    return JSON.parse(readFileSync(file(part, folder), 'utf8')) as Outcome;
  } catch {
    return failure(`${part} wrote no summary`);
  }
}
