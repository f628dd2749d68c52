// The results that each part of a build's tests writes to out/tests/PART.json, so that `total.ts` can sum them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../runProgram.ts';
import { failure, type Outcome } from './outcome.ts';

const file = (part: string, folder: string): string => path.join(folder, `${part}.json`);
const usual = path.join(root, 'out/tests');

/** Marks a part as crashed until it ends with `writeSummary`. */
export function beginSummary(part: string, folder = usual): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(part, folder), JSON.stringify(failure(`${part} did not end`)));
}

export function writeSummary(part: string, outcome: Outcome, folder = usual): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(part, folder), JSON.stringify({ ...outcome, notes: [] }));
}

/** A part without a summary counts as failed. */
export function readSummary(part: string, folder = usual): Outcome {
  try {
    return JSON.parse(readFileSync(file(part, folder), 'utf8')) as Outcome;
  } catch {
    return failure(`${part} wrote no summary`);
  }
}
