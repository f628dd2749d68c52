// `npm run schema`: writes the cluster file's JSON Schema and the tables of its reference from the schema that validates it. With `--check`
// it writes nothing, and fails if a file is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { clusterFileSchema } from '../src/model/clusterFileSchema.ts';
import { referenceFile, withTables } from './clusterFileTables.ts';
import { root } from './runProgram.ts';

// The extension's own diagnostics cover what JSON Schema cannot express (names unique across lists, addresses inside their subnet).
const schema = toJsonSchema(clusterFileSchema, { typeMode: 'input', errorMode: 'ignore' });
const files = new Map([
  [path.join(root, 'media/overlay-cluster.schema.json'), `${JSON.stringify(schema, null, 2)}\n`],
  [referenceFile, withTables(read(referenceFile) ?? '')],
]);

for (const [file, text] of files) {
  if (!process.argv.includes('--check')) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else if (read(file) !== text) {
    console.error(`${path.relative(root, file)} is out of date: npm run schema`);
    process.exitCode = 1;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
