/** Checks whether the URL of the driver `none` is an engine reachable over TCP with TLS, the only transport supported here. */
import type { NotAsked } from '../model/machine.ts';

/** Engines without TLS listen on 2375 by convention; docker-machine always uses TLS and cannot use these either. */
const atPlainPort = /:2375\/?$/;

/** Returns why the engine at this URL is not queried; undefined if it is. The URL in the result has no password. */
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
