/** Finds a machine's certificates: the client's in its folder and in the machine store, and the engine's in its folder. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Path } from '../base/hostPath.ts';
import type { Certificates, Machine } from '../model/machine.ts';
import { exists } from './machineStoreFiles.ts';

/** Files that a client needs, as docker and docker-machine name them. */
export const clientFiles = ['ca.pem', 'cert.pem', 'key.pem'] as const;
/** docker-machine writes these to the machine's folder when it provisions the host. */
const provisioned: readonly string[] = [...clientFiles, 'server.pem', 'server-key.pem'];

type FoundCertificates = Pick<Machine, 'certificates' | 'isProvisioned' | 'missingCertificates'>;

/** Caches which paths exist, because the machines share a copy. Use for one read of the machine store. */
export function lookingOnce(): (path: Path) => Promise<boolean> {
  const looked = new Map<Path, Promise<boolean>>();
  return (path) => {
    const known = looked.get(path) ?? exists(path);
    looked.set(path, known);
    return known;
  };
}

/**
 * Returns the first complete set of `candidates`, because keys and certificates from different places do not match; otherwise the first
 * set, to report it as missing. `docker-machine env` uses the machine's copy and `docker-machine config` the machine store's: both must
 * be complete.
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
  // A copy without any file never existed: the machine store may have been copied here without it.
  const isBroken = ({ missing }: { readonly missing: readonly Path[] }): boolean => missing.length < 3;
  const shared = others.some(({ missing }) => missing.length === 0) ? undefined : others.find(isBroken);
  const missing = isProvisioned ? [...(first?.missing ?? []), ...(shared?.missing ?? [])] : [];
  return {
    certificates: whole?.certificates ?? candidates[0],
    isProvisioned,
    ...(missing.length > 0 ? { missingCertificates: missing } : {}),
  };
}

/** Returns what to watch in a machine's folder: the files of complete copies one by one, because drivers write disks to the folder. */
export async function certificateTargets(
  directory: Path,
): Promise<readonly { readonly path: Path; readonly concerns: (name: string) => boolean }[]> {
  const there = await Promise.all(clientFiles.map((name) => exists(join(directory, name))));
  const files = clientFiles.filter((_, index) => there[index]);
  if (files.length > 0 && files.length < clientFiles.length)
    return [{ path: directory, concerns: (name) => (clientFiles as readonly string[]).includes(name) }];
  return files.map((name) => ({ path: join(directory, name), concerns: () => true }));
}
