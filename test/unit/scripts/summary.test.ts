// A build's closing line is made of what its parts have left: none may be lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nothing } from '../../../scripts/tests/outcome.ts';
import { beginSummary, readSummary, writeSummary } from '../../../scripts/tests/summary.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-summary-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a part that ended is read as it was written', () => {
  beginSummary('ui', folder);
  writeSummary('ui', { passed: 4, failed: 0, skipped: 1, notes: ['x'], flaky: ['a.test.ts'] }, folder);
  expect(readSummary('ui', folder)).toEqual({ passed: 4, failed: 0, skipped: 1, notes: [], flaky: ['a.test.ts'] });
});

test('a part that crashed counts as failed', () => {
  beginSummary('ui', folder);
  expect(readSummary('ui', folder)).toEqual({ ...nothing, failed: 1, notes: ['ui did not end'] });
});

test('a part that never began counts as failed', () => {
  expect(readSummary('lab', folder)).toEqual({ ...nothing, failed: 1, notes: ['lab wrote no summary'] });
});
