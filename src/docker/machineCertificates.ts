/** Which certificates of a machine there are: a client's in two copies, its folder's and the store's, and the engine's beside the first. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Path } from '../model/failure.ts';
import type { Certificates, Machine } from '../model/machine.ts';
import { exists } from './machineStoreFiles.ts';

/** What a client needs, by the names that docker and docker-machine give it. */
export const clientFiles = ['ca.pem', 'cert.pem', 'key.pem'] as const;
/** docker-machine writes these into the machine's folder when it provisions the host. */
const provisioned: readonly string[] = [...clientFiles, 'server.pem', 'server-key.pem'];

type FoundCertificates = Pick<Machine, 'certificates' | 'isProvisioned' | 'missingCertificates'>;

/** Looks at each path once: machines of one store share a copy. For one reading of the store. */
export function lookingOnce(): (path: Path) => Promise<boolean> {
  const looked = new Map<Path, Promise<boolean>>();
  return (path) => {
    const known = looked.get(path) ?? exists(path);
    looked.set(path, known);
    return known;
  };
}

/**
 * The first whole set of `candidates`, as a key from one place does not fit a certificate from another; without one the first, to be named
 * as missing. `docker-machine env` leads to the machine's own copy, `docker-machine config` to the store's: both must be whole.
 */
export async function findCertificates(
  directory: Path,
  candidates: readonly [Certificates, ...Certificates[]],
  isThere: (path: Path) => Promise<boolean>,
): Promise<FoundCertificates> {
  const own = new Set(await readdir(directory).catch((): string[] => []));
  const isProvisioned = provisioned.some((name) => own.has(name));
  const found = await Promise.all(
    candidates.map(async (each) => {
      const paths = [each.authority, each.certificate, each.key];
      const isOwn = paths.every((path) => dirname(path) === directory);
      const there = await Promise.all(
        paths.map((path) => (isOwn ? Promise.resolve(own.has(basename(path))) : isThere(path))),
      );
      return { certificates: each, missing: paths.filter((_, index) => !there[index]) };
    }),
  );
  const [first, ...others] = found;
  const whole = found.find(({ missing }) => missing.length === 0);
  // A copy of which nothing is there was never made: a store may have been brought here without it.
  const isBroken = ({ missing }: { readonly missing: readonly Path[] }): boolean => missing.length < 3;
  const shared = others.some(({ missing }) => missing.length === 0) ? undefined : others.find(isBroken);
  const missing = isProvisioned ? [...(first?.missing ?? []), ...(shared?.missing ?? [])] : [];
  return {
    certificates: whole?.certificates ?? candidates[0],
    isProvisioned,
    ...(missing.length > 0 ? { missingCertificates: missing } : {}),
  };
}

/** What to watch of a machine's folder, and which names in it matter: whole copies file by file, as drivers write their disks there. */
export async function certificateTargets(
  directory: Path,
): Promise<readonly { readonly path: Path; readonly concerns: (name: string) => boolean }[]> {
  const there = await Promise.all(clientFiles.map((name) => exists(join(directory, name))));
  const files = clientFiles.filter((_, index) => there[index]);
  if (files.length > 0 && files.length < clientFiles.length)
    return [{ path: directory, concerns: (name) => (clientFiles as readonly string[]).includes(name) }];
  return files.map((name) => ({ path: join(directory, name), concerns: () => true }));
}
