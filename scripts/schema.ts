// `npm run schema`: writes the JSON Schema of the cluster file from the schema that validates it. With `--check` nothing
// is written, and a file that is out of date is a failure.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { clusterFileSchema } from '../src/model/clusterFileSchema.ts';
import { root } from './runProgram.ts';

const file = path.join(root, 'media/overlay-cluster.schema.json');

// What JSON Schema cannot say (names unique across lists, addresses inside their subnet) is left to the extension's
// own diagnostics.
const schema = toJsonSchema(clusterFileSchema, { typeMode: 'input', errorMode: 'ignore' });
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
} else if (read() !== text) {
  console.error(`${path.relative(root, file)} is out of date: npm run schema`);
  process.exitCode = 1;
}

function read(): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
