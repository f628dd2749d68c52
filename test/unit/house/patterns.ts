// Every regular expression that is written in the product, found by its syntax tree, and the inputs that would make it go back and
// forth: before each part that repeats what leads there, then that part over and over, then what does not fit.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Pattern {
  /** `file:line`. */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

export interface Patterns {
  readonly literals: readonly Pattern[];
  /** Where one is made of a text: `RegExp(…)`. */
  readonly made: readonly string[];
}

/** Those of the product; the simulator is a program of its own, which reads what tests say. */
export function patternsOf(): Patterns {
  const literals: Pattern[] = [];
  const made: string[] = [];
  for (const file of globSync('src/**/*.ts', { cwd: root }).sort()) {
    if (file.split(path.sep)[1] === 'simulator') continue;
    const tree = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const name = file.split(path.sep).join('/');
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        literals.push({ place: `${name}:${line}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
        made.push(name);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return { literals, made };
}

/** A part of a pattern; `texts` are short texts that it matches. */
type Part =
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly isEndless: boolean }
  | { readonly kind: 'row'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly parts: readonly Part[] };

/** As much of the syntax as tells what repeats what: look-arounds and anchors match nothing of their own. */
function parse(source: string): Part {
  let at = 0;
  const groups: Part[] = [];

  const choice = (): Part => {
    const parts = [row()];
    while (source[at] === '|') {
      at += 1;
      parts.push(row());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  };

  const row = (): Part => {
    const parts: Part[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'row', parts };
  };

  const repeated = (part: Part): Part => {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(source.slice(at));
    if (!found) return part;
    at += found[0].length;
    if (source[at] === '?') at += 1;
    const [sign, least = '', comma, most = ''] = found;
    if (sign === '*') return { kind: 'repeat', part, least: 0, isEndless: true };
    if (sign === '+') return { kind: 'repeat', part, least: 1, isEndless: true };
    if (sign === '?') return { kind: 'repeat', part, least: 0, isEndless: false };
    return { kind: 'repeat', part, least: Number(least), isEndless: comma !== undefined && most === '' };
  };

  const atom = (): Part => {
    const character = source[at]!;
    at += 1;
    if (character === '(') {
      const mark = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(source.slice(at))?.[0] ?? '';
      at += mark.length;
      const inner = choice();
      at += 1;
      if (mark === '' || /\w/.test(mark)) groups.push(inner);
      return /[=!]/.test(mark) ? { kind: 'row', parts: [] } : inner;
    }
    if (character === '[') {
      const start = at;
      for (; source[at] !== ']' && at < source.length; at += 1) if (source[at] === '\\') at += 1;
      at += 1;
      return matching(`[${source.slice(start, at)}`);
    }
    if (character === '^' || character === '$') return { kind: 'row', parts: [] };
    if (character !== '\\') return character === '.' ? matching('.') : { kind: 'text', texts: [character] };
    const escape = /^(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|.)/is.exec(source.slice(at))?.[0] ?? '';
    at += escape.length;
    if (escape === 'b' || escape === 'B') return { kind: 'row', parts: [] };
    if (/^[1-9]$/.test(escape)) return groups[Number(escape) - 1] ?? { kind: 'row', parts: [] };
    return matching(`\\${escape}`);
  };

  return choice();
}

/** Characters that hostile texts are made of. */
const hostile = Array.from(' \t\n\r-–.:;,/\\[]{}()<>#"\'`=!@$%&*+?|~^_0189aAxXzZé中\u0000\u0007\u001b\u009b\ufeff');

/** Of a class or an escape: those of the hostile characters that it takes, some of each. */
function matching(one: string): Part {
  const test = new RegExp(`^${one}$`, one.startsWith('\\p') || one.startsWith('\\P') || one.includes('\\p') ? 'u' : '');
  const texts = hostile.filter((each) => test.test(each));
  if (texts.length > 0) return { kind: 'text', texts };
  const all = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).filter((each) => test.test(each));
  return { kind: 'text', texts: all.slice(0, 1) };
}

/** One text that the part matches, as short as it can be; of several ways the one that is asked for. */
function example(part: Part, which = 0): string {
  switch (part.kind) {
    case 'text':
      return part.texts[which % part.texts.length] ?? '';
    case 'repeat':
      return example(part.part, which).repeat(Math.min(part.least, 50));
    case 'row':
      return part.parts.map((each) => example(each, which)).join('');
    case 'choice':
      return example(part.parts[which % part.parts.length]!, which);
  }
}

export interface Attack {
  readonly before: string;
  readonly pump: string;
  readonly behind: string;
}

const mostPumps = 60;
/** One of these fits behind hardly any pattern. */
const misfits = ['', '\u0001', '!\n', '"', "'x", ' [', 'é/:'];

/** For each endless repetition: what leads there, what it repeats, what does not fit behind it. */
export function attacksOn(source: string): readonly Attack[] {
  const attacks: Attack[] = [];
  const visit = (part: Part, before: string): void => {
    if (part.kind === 'choice') for (const each of part.parts) visit(each, before);
    else if (part.kind === 'row') {
      for (const [index, each] of part.parts.entries()) {
        visit(
          each,
          before +
            part.parts
              .slice(0, index)
              .map((other) => example(other))
              .join(''),
        );
      }
    } else if (part.kind === 'repeat') {
      visit(part.part, before);
      if (!part.isEndless) return;
      const pumps = new Set(Array.from({ length: mostPumps }, (_, which) => exampleOnce(part.part, which)));
      for (const pump of [...pumps].filter((each) => each !== '')) {
        for (const behind of misfits) attacks.push({ before, pump, behind });
        // Behind something else, and from its beginning over and over.
        attacks.push(
          { before: `x${before}`, pump, behind: '\u0001' },
          { before: '', pump: before + pump, behind: '"' },
        );
      }
    }
  };
  const tree = parse(source);
  visit(tree, '');
  // The whole over and over, and its beginning: each may be where a search begins anew.
  for (const pump of new Set([example(tree), example(tree).slice(0, 2), example(tree).slice(0, 1), example(tree, 1)]))
    if (pump !== '') attacks.push({ before: '', pump, behind: '\u0001' });
  return attacks;
}

/** As `example`, with each optional part once. */
function exampleOnce(part: Part, which: number): string {
  if (part.kind === 'row') return part.parts.map((each) => exampleOnce(each, which)).join('');
  if (part.kind === 'repeat') return example(part.part, which);
  return example(part, which);
}
