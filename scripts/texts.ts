// The user-visible texts in the source, and whether the translations are complete.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './runProgram.ts';

/** A text and its location. */
export interface Text {
  /** Relative to src, such as `ui/tell.ts:12`. */
  readonly where: string;
  /** Undefined: it is not a literal, so it cannot be translated. */
  readonly text: string | undefined;
  /** The number of values given for its placeholders. */
  readonly values: number;
}

/** Where texts are passed on: `t` itself, and texts that are literal elsewhere. */
const handedOn = [/^ui\/localise\.ts:/, /^model\/expectations\.ts:/, /^ui\/editor\/keyHelp\.ts:/];
/** The descriptions of a cluster file's keys are literal here; its JSON Schema and the editor's help show them. */
const described = /^model\/clusterFileSchema\.ts$/;

/** Every `t(…)` in src, and every description of a key of the cluster file. */
export function texts(): readonly Text[] {
  const folder = path.join(root, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files
    .sort()
    .flatMap((name) => textsIn(name.replaceAll('\\', '/'), readFileSync(path.join(folder, name), 'utf8')))
    .filter(({ where }) => !handedOn.some((each) => each.test(where)));
}

function textsIn(name: string, source: string): readonly Text[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true);
  const speaks = described.test(name) ? /^(((vscode\.)?l10n\.)?t|v\.description)$/ : /^((vscode\.)?l10n\.|world\.)?t$/;
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && speaks.test(node.expression.getText(file))) {
      const [first, ...values] = node.arguments;
      found.push({
        where: `${name}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`,
        text: first && ts.isStringLiteralLike(first) ? first.text : undefined,
        values: values.length,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** VS Code's bundle of texts, in which each text is its own key. Sorted, so that concurrent additions rarely conflict. */
export type Bundle = Readonly<Record<string, string>>;

export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

export function sourceBundle(): Bundle {
  const keys = [...new Set(texts().flatMap(({ text }) => text ?? []))].sort();
  return Object.fromEntries(keys.map((key) => [key, key]));
}

/** The existing translations, by language. */
export function translations(): ReadonlyMap<string, Bundle> {
  const names = readdirSync(path.dirname(bundleFile));
  const languages = names.flatMap((name) => /^bundle\.l10n\.([\w-]+)\.json$/.exec(name)?.[1] ?? []);
  return new Map(languages.map((language) => [language, readBundle(translationFile(language))]));
}

export const translationFile = (language: string): string => bundleFile.replace(/json$/, `${language}.json`);

export function readBundle(file: string): Bundle {
  return JSON.parse(readFileSync(file, 'utf8')) as Bundle;
}

/** What a translation lacks, and which of its texts are unused. */
export function compareBundles(source: Bundle, translation: Bundle): { missing: string[]; unused: string[] } {
  return {
    missing: Object.keys(source).filter((key) => !Object.hasOwn(translation, key)),
    unused: Object.keys(translation).filter((key) => !Object.hasOwn(source, key)),
  };
}
