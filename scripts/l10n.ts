// `npm run l10n`: writes l10n/bundle.l10n.json from the texts in the source, sorts the translations, removes unused texts from them and
// lists missing ones. With `--check` it writes nothing, and fails if anything is out of date.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './runProgram.ts';
import {
  bundleFile,
  compareBundles,
  readBundle,
  sourceBundle,
  translationFile,
  translations,
  type Bundle,
} from './texts.ts';

const isCheck = process.argv.includes('--check');
const source = sourceBundle();
const complaints: string[] = [];

function write(file: string, bundle: Bundle): void {
  writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`);
}

if (!isCheck) write(bundleFile, source);
else if (JSON.stringify(readBundle(bundleFile)) !== JSON.stringify(source)) {
  complaints.push(`${path.relative(root, bundleFile)} is out of date: npm run l10n`);
}

for (const [language, translation] of translations()) {
  const { missing, unused } = compareBundles(source, translation);
  for (const key of missing) complaints.push(`${language} lacks ${JSON.stringify(key)}`);
  if (isCheck) for (const key of unused) complaints.push(`${language} has, and nobody says ${JSON.stringify(key)}`);
  else {
    const kept = Object.keys(source).filter((key) => Object.hasOwn(translation, key));
    write(translationFile(language), Object.fromEntries(kept.map((key) => [key, translation[key] ?? ''])));
  }
}
for (const each of complaints) console.error(each);
if (isCheck && complaints.length > 0) process.exitCode = 1;
