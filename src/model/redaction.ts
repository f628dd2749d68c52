/** Redacts secrets in a command's arguments and output. */
import { isSecret } from './secretOptions.ts';

const hidden = '•••';

/** The arguments without the values of options and engine variables whose names mark them as secret. */
export function redact(args: readonly string[]): readonly string[] {
  return args.map((arg) => {
    const secret = secretPart(arg);
    return conceal(secret === undefined ? arg : arg.slice(0, arg.length - secret.length) + hidden, []);
  });
}

/** The secret at the end of `--name=secret` or `--engine-env=NAME=secret`. */
function secretPart(arg: string): string | undefined {
  const [, name = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
  if (value === '') return undefined;
  if (isSecret(name)) return value;
  const inner = /^([^=]+)=(.+)$/s.exec(value);
  return inner?.[1] && /^engine-|^swarm-/.test(name) && isSecret(inner[1]) ? inner[2] : undefined;
}

/**
 * Values to redact in the tool's output, including the `known` secrets. Short values are excluded: redacting them would destroy most of the
 * text.
 */
export function secretsOf(
  args: readonly string[],
  added: Readonly<Record<string, string>>,
  known: readonly string[] = [],
): readonly string[] {
  const fromEnvironment = Object.entries(added)
    .filter(([name]) => isSecret(name))
    .map(([, value]) => value);
  const whole = [...args.flatMap((arg) => secretPart(arg) ?? []), ...fromEnvironment, ...known];
  return (
    [...new Set(whole.flatMap(spellings))]
      .filter(({ length }) => length >= 6)
      // Longest first, so that redacting a substring does not leave the rest visible.
      .sort((a, b) => b.length - a.length)
  );
}

/** Spellings of a secret in tool output: quoted (Go's `%q`), URL-encoded, and line by line for a multi-line key. */
function spellings(secret: string): readonly string[] {
  const lines = secret.includes('\n') ? secret.split('\n').map((line) => line.trim()) : [];
  return [secret, ...lines].flatMap((each) => [each, JSON.stringify(each).slice(1, -1), inUrl(each)]);
}

/** Replaces lone surrogates, which encodeURIComponent rejects. */
function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Returns `text` without these secrets, join tokens and passwords in URLs. */
export function conceal(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, hidden);
  // An unencoded password may contain the `@` that ends it, so match greedily.
  return shown.replace(/SWM(TKN|KEY)-[\w-]+/g, hidden).replace(/(\w:\/\/[^\s/:@]*:)[^\s/]+@/g, `$1${hidden}@`);
}
