/** What `docker stack deploy` is told, and whether nodes get this computer's credentials for registries with it. Pure. */

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
