// `node scripts/tests/total.ts PART…`: prints the closing line of a build that ran these parts one after the other.
import { added, closingLines, isGood, nothing } from './outcome.ts';
import { readSummary } from './summary.ts';

const total = process.argv
  .slice(2)
  .map((part) => readSummary(part))
  .reduce(added, nothing);
for (const note of total.notes) console.log(note);
for (const line of closingLines(total)) console.log(line);
process.exitCode = isGood(total) ? 0 : 1;
