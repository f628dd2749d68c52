/** The name of a stack: what docker takes for one, and what a compose file suggests. Pure. */

/** docker's own rule is a little wider; what it makes of the name (services, networks) must be valid as well. */
export const isStackName = (name: string): boolean => /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/.test(name);

/** The file's own `name:`, else that of its folder, as far as it can be one. */
export function suggestedStackName(path: string, text: string): string {
  const line = text.split('\n').find((each) => each.startsWith(key));
  const folder = path.split(/[/\\]/).at(-2) ?? '';
  return [line === undefined ? '' : scalar(line.slice(key.length)), folder].map(asName).find(isStackName) ?? 'stack';
}

const key = 'name:';

/** A YAML scalar of one line, without its quotes and the comment behind it. By hand: a pattern for it takes the cube of a row of blanks. */
function scalar(text: string): string {
  const value = text.trim();
  const quote = value.startsWith('"') || value.startsWith("'") ? value[0] : undefined;
  if (quote !== undefined) {
    const end = value.indexOf(quote, 1);
    return end < 0 ? '' : value.slice(1, end);
  }
  return (value.split('#')[0] ?? '').trimEnd();
}

/** Longer than any name. */
const longestName = 256;

function asName(text: string): string {
  const name = text
    .slice(0, longestName)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  let end = name.length;
  while (name[end - 1] === '-') end -= 1;
  return name.slice(0, Math.min(end, 63));
}
