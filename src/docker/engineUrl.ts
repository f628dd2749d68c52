/** The URL that the driver `none` keeps: whether it is of an engine that can be asked over TCP with TLS, the only way there is here. */
import type { NotAsked } from '../model/machine.ts';

/** Engines without TLS listen at 2375 by convention; docker-machine always uses TLS, and so cannot use these either. */
const atPlainPort = /:2375\/?$/;

/** Why an engine of this URL is not asked; undefined: it is. A password is left out. */
export function notAskedAt(given: string): NotAsked | undefined {
  const url = given.trim();
  const scheme = /^([a-z][a-z+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const shown = url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
  switch (scheme) {
    case undefined:
      return undefined;
    case 'unix':
    case 'npipe':
    case 'fd':
      return { kind: 'localSocket', url: shown };
    case 'ssh':
      return { kind: 'ssh', url: shown };
    case 'http':
      return { kind: 'withoutTls', url: shown };
    case 'tcp':
    case 'https':
      return atPlainPort.test(url) ? { kind: 'withoutTls', url: shown } : undefined;
    default:
      return { kind: 'unknownUrl', url: shown };
  }
}
