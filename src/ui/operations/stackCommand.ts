/** Arguments of `docker stack deploy`: the stack's name, and whether to send this computer's registry credentials. Pure. */

/** Sends nodes the credentials for the images' registries. */
export const registryAuth = '--with-registry-auth';

interface Deployed {
  /** Text of the compose file. */
  readonly text: string;
  /** Docker has credentials for some registry. */
  readonly hasCredentials: boolean;
}

/**
 * Nodes pull images themselves: without credentials they reject tasks with private images ("No such image"). Docker sends credentials only
 * on request.
 */
export function stackCommand(file: string, stack: string, { text, hasCredentials }: Deployed): readonly string[] {
  const isSent = hasCredentials || namesPrivateRegistry(text);
  return ['stack', 'deploy', ...(isSent ? [registryAuth] : []), '-c', file, stack];
}

/** Whether a compose file names an image from a registry other than Docker Hub, or from a variable. */
export function namesPrivateRegistry(text: string): boolean {
  return imagesIn(text).some((image) => {
    const slash = image.indexOf('/');
    const host = slash < 0 ? '' : image.slice(0, slash).toLowerCase();
    if (host.includes('${') || host.startsWith('$')) return true;
    // Docker's own rule to distinguish a registry from a Docker Hub user.
    const isRegistry = host === 'localhost' || host.includes('.') || host.includes(':');
    return isRegistry && !/^(?:[a-z0-9-]+\.)?docker\.io$/.test(host);
  });
}

/** All values of `image` keys. Linear in the size of the text. */
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

/** Slightly stricter than docker's own rule, because derived names (services, networks) must be valid too. */
export const isStackName = (name: string): boolean => /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/.test(name);

/** The file's own `name:`, else its folder's name, made valid. */
export function suggestedStackName(path: string, text: string): string {
  const line = text.split('\n').find((each) => each.startsWith(key));
  const folder = path.split(/[/\\]/).at(-2) ?? '';
  return [line === undefined ? '' : scalar(line.slice(key.length)), folder].map(asName).find(isStackName) ?? 'stack';
}

const key = 'name:';

/** A one-line YAML scalar without quotes and comment. Parsed by hand: a regular expression takes cubic time in a run of blanks. */
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
