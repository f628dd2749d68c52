/** The words of `docker stack deploy`: the stack's name, and whether nodes get this computer's credentials for registries. Pure. */

/** Nodes get the credentials of the images' registries. */
export const registryAuth = '--with-registry-auth';

interface Deployed {
  /** The compose file's. */
  readonly text: string;
  /** The docker command has credentials of some registry. */
  readonly hasCredentials: boolean;
}

/**
 * Nodes pull images by themselves: without the credentials they reject tasks of private images with "No such image". Docker sends none
 * unless it is told to.
 */
export function stackCommand(file: string, stack: string, { text, hasCredentials }: Deployed): readonly string[] {
  const isSent = hasCredentials || namesPrivateRegistry(text);
  return ['stack', 'deploy', ...(isSent ? [registryAuth] : []), '-c', file, stack];
}

/** Whether an image of a compose file is of another registry than Docker Hub, or of one that a variable names. */
export function namesPrivateRegistry(text: string): boolean {
  return imagesIn(text).some((image) => {
    const slash = image.indexOf('/');
    const host = slash < 0 ? '' : image.slice(0, slash).toLowerCase();
    if (host.includes('${') || host.startsWith('$')) return true;
    // As Docker tells a registry from an owner at its Hub.
    const isRegistry = host === 'localhost' || host.includes('.') || host.includes(':');
    return isRegistry && !/^(?:[a-z0-9-]+\.)?docker\.io$/.test(host);
  });
}

/** Every value of a key `image`; in time linear in the text. */
function imagesIn(text: string): readonly string[] {
  return text
    .split('image:')
    .slice(1)
    .flatMap((rest) => {
      const end = rest.indexOf('\n');
      const [value = ''] = (end < 0 ? rest : rest.slice(0, end)).trimStart().split(/[\s,]/, 1);
      const bare = value.replaceAll(/["']/g, '');
      return bare === '' ? [] : [bare];
    });
}

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
