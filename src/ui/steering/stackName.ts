/** The name of a stack: what docker takes for one, and what a compose file suggests. Pure. */

/** docker's own rule is a little wider; what it makes of the name (services, networks) must be valid as well. */
export const isStackName = (name: string): boolean => /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/.test(name);

/** The file's own `name:`, else that of its folder, as far as it can be one. */
export function suggestedStackName(path: string, text: string): string {
  const own = /^name:[ \t]*(['"]?)([^'"#\r\n]+?)\1[ \t]*(#.*)?$/m.exec(text)?.[2];
  const folder = path.split(/[/\\]/).at(-2) ?? '';
  return [own ?? '', folder].map(asName).find(isStackName) ?? 'stack';
}

const asName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 63);
