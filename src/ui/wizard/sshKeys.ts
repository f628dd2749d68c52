/** The private SSH keys that a person has in the usual place. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Path } from '../../model/failure.ts';

const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Whole paths: docker-machine does not know `~`. */
export async function sshKeysIn(home: Path): Promise<readonly Path[]> {
  const paths = usual.map((name) => join(home, '.ssh', name));
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, index) => found[index]);
}
