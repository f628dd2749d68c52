/** Parses `--engine-opt` values, which docker-machine records exactly as given. */

/**
 * Normalises an option to `key=value`, as on an engine's command line. Accepts `key value`, `--key=value` and surrounding quotes
 * (docker/machine#2218), but leaves short flags unchanged. An option without a value becomes its name.
 */
export function parseEngineOption(given: string): string {
  const bare = unquoted(given).replace(/^(?:--|-(?=[\w.-]{2}))/, '');
  const name = /^[\w.-]+/.exec(bare)?.[0] ?? '';
  const rest = bare.slice(name.length).trimStart();
  if (name === '' || (rest === '' && !bare.includes('='))) return bare;
  const value = rest.startsWith('=') ? rest.slice(1) : rest;
  return `${name}=${unquoted(value)}`;
}

/** Removes surrounding blanks and quotes. */
function unquoted(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed.charAt(0);
  const isQuoted = trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote);
  const inside = trimmed.slice(1, -1);
  return isQuoted && !inside.includes(quote) ? inside.trim() : trimmed;
}

/** Returns the values of one key, in order. */
export function valuesOf(options: readonly string[], key: string): readonly string[] {
  return options.filter((each) => each.startsWith(`${key}=`)).map((each) => each.slice(key.length + 1));
}
