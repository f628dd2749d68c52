/** One `--engine-opt` as docker-machine keeps it in a record, which is as it was given. */

/**
 * `key=value`, as an engine's command line has it: `key value`, `--key=value` and quotes around are read alike (docker/machine#2218), but a
 * short flag is none of them. An
 * option without a value is its name alone.
 */
export function parseEngineOption(given: string): string {
  const bare = unquoted(given).replace(/^(?:--|-(?=[\w.-]{2}))/, '');
  const name = /^[\w.-]+/.exec(bare)?.[0] ?? '';
  const rest = bare.slice(name.length).trimStart();
  if (name === '' || (rest === '' && !bare.includes('='))) return bare;
  const value = rest.startsWith('=') ? rest.slice(1) : rest;
  return `${name}=${unquoted(value)}`;
}

/** Without blanks around, and without quotes around all of it. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed.charAt(0);
  const isQuoted = trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote);
  const inside = trimmed.slice(1, -1);
  return isQuoted && !inside.includes(quote) ? inside.trim() : trimmed;
}

/** The values of one key, in their order. */
export function valuesOf(options: readonly string[], key: string): readonly string[] {
  return options.filter((each) => each.startsWith(`${key}=`)).map((each) => each.slice(key.length + 1));
}
