/** Resolves settings: the machine store's folder, and values with secrets filled in. Pure. */
import * as path from 'node:path';
import { expandHome, type Path } from '../base/hostPath.ts';

const pattern = /\$\{secret:([A-Za-z0-9_.-]+)\}/g;

/** Names of all secrets in these values, without duplicates, in order. */
export function secretNames(values: Readonly<Record<string, string>>): readonly string[] {
  return [
    ...new Set(Object.values(values).flatMap((value) => [...value.matchAll(pattern)].map((match) => match[1] ?? ''))),
  ];
}

/** Fills in secrets. Omits a variable whose secret is unknown: half a credential is worse than none. */
export function fillSecrets(
  values: Readonly<Record<string, string>>,
  secrets: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => [...value.matchAll(pattern)].every((match) => secrets.has(match[1] ?? '')))
      .map(([key, value]) => [key, value.replace(pattern, (_whole, name: string) => secrets.get(name) ?? '')]),
  );
}

/** docker-machine's store folder: the setting, else MACHINE_STORAGE_PATH, else `.docker/machine` in the home folder. */
export function storagePath(setting: string, environment: string | undefined, home: Path): Path {
  const chosen = setting.trim() || environment?.trim();
  if (!chosen) return path.join(home, '.docker', 'machine');
  return path.resolve(home, expandHome(chosen, home));
}
