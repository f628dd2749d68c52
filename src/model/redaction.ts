/** What must not be shown of a call: secrets in its arguments, and in what it says. */
import { isSecret } from './secretOptions.ts';

const hidden = '•••';

/** The arguments as they may be shown: without the values of options and engine variables that are secret by their names. */
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
 * Values that must not be repeated when the tool says them, those that are `known` for secrets included. Short ones would blot out
 * half of any text.
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
      // The longer first, lest a part of one is hidden and the rest stays.
      .sort((a, b) => b.length - a.length)
  );
}

/** As tools repeat a secret: in quotes (Go's `%q`), in a URL, and a key that has several lines line by line. */
function spellings(secret: string): readonly string[] {
  const lines = secret.includes('\n') ? secret.split('\n').map((line) => line.trim()) : [];
  return [secret, ...lines].flatMap((each) => [each, JSON.stringify(each).slice(1, -1), inUrl(each)]);
}

/** Half a character, which no URL can hold, stands in none. */
function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** `text` without these secrets, without join tokens, and without passwords in URLs. */
export function conceal(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, hidden);
  // A password that was not encoded may have the sign in it that ends it.
  return shown.replace(/SWM(TKN|KEY)-[\w-]+/g, hidden).replace(/(\w:\/\/[^\s/:@]*:)[^\s/]+@/g, `$1${hidden}@`);
}
