// Texts can be translated only when they stand in the source as they are: literal, and with a place for each value.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

interface Call {
  readonly where: string;
  /** Undefined: not a literal. */
  readonly text: string | undefined;
  readonly values: number;
}

/** Every `t(…)` and `l10n.t(…)` below src. */
function calls(): Call[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => {
    const source = ts.createSourceFile(
      name,
      readFileSync(path.join(root, 'src', name), 'utf8'),
      ts.ScriptTarget.ESNext,
      true,
    );
    const found: Call[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /^((vscode\.)?l10n\.)?t$/.test(node.expression.getText(source))) {
        const [first, ...values] = node.arguments;
        found.push({
          where: `${name}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`,
          text: first && ts.isStringLiteralLike(first) ? first.text : undefined,
          values: values.length,
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** The two places where a text is handed on rather than said: `t` itself, and texts that are literal elsewhere. */
const handedOn = [/^ui\/localise\.ts:/, /^model\/expectations\.ts:/];

const all = calls().filter(({ where }) => !handedOn.some((each) => each.test(where)));

test('every text is a literal', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(({ text }) => text === undefined).map(({ where }) => where)).toEqual([]);
});

test('every value has its place, and every place its value', () => {
  const wrong = all.filter(({ text, values }) => {
    const places = new Set([...(text ?? '').matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])));
    return places.size !== values || [...places].some((place) => place >= values);
  });
  expect(wrong).toEqual([]);
});
