/** Which compose file is meant. */
import type { Uri } from 'vscode';
import { t } from '../localise.ts';
import { pickFile } from '../targets/pickFile.ts';

/** The names that docker itself looks for, and those that people give to what is meant for a swarm. */
const composeFile = /(^|\/)((docker-)?compose|(docker-)?stack)([.-][^/]*)?\.ya?ml$/;
const composeGlob = '**/{compose,docker-compose,docker-stack,stack}*.{yaml,yml}';

export function pickComposeFile(cluster: string): Promise<Uri | undefined> {
  return pickFile({
    title: t('Deploy Stack to {0}', cluster),
    placeHolder: t('Which compose file?'),
    glob: composeGlob,
    isMeant: (path) => composeFile.test(path),
    browseTitle: t('Choose a Compose File'),
    filter: t('Compose files'),
  });
}
