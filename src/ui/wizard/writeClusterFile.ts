/** Asks for a new cluster file question by question, writes it, and opens it. */
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, ConfigurationTarget, Uri, workspace } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import { clusterLabel } from '../../model/cluster.ts';
import { clusterFileText } from '../../model/clusterFileText.ts';
import type { DriverOption } from '../../model/driver.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Path } from '../../base/hostPath.ts';
import { environmentOf } from '../../model/secretOptions.ts';
import { clusterOf, machineOf, type Snapshot } from '../../model/snapshot.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { tell } from '../tell.ts';
import { answersOf } from './answers.ts';
import { answered, questionsOf, type Draft, type Question } from './draft.ts';
import { browse, formOf, type Known } from './forms.ts';
import { browseForPlace, placesFor, writeFile } from './places.ts';
import { showForm, whileBusy, type Step } from './showForm.ts';

export interface WrittenFile {
  readonly file: string;
  readonly cluster: string;
}

export async function writeClusterFile(shell: Shell): Promise<Outcome<WrittenFile>> {
  const cancelled = err({ kind: 'cancelled', what: t('Writing a cluster file') } as const);
  const asked = await ask(shell);
  if (!asked) return cancelled;
  const { draft, known } = asked;
  const answers = answersOf(draft, known.options, known.taken);
  const place = Uri.parse(draft.place ?? '', true);
  if (!(await writeFile(place, clusterFileText(answers, t)))) return cancelled;
  await window.showTextDocument(await workspace.openTextDocument(place), { preview: false });
  tellSecrets(shell, answers.secrets);
  return ok({ file: place.fsPath, cluster: answers.name });
}

/** Undefined if the user cancelled. */
async function ask(shell: Shell): Promise<{ readonly draft: Draft; readonly known: Known } | undefined> {
  let draft: Draft = {};
  let known = await knownAtFirst(shell);
  for (let at = 0; ;) {
    const questions = questionsOf(draft, known.options);
    const question = questions[at];
    if (!question) return { draft, known };
    const step: Step = { title: t('New Cluster File'), step: at + 1, of: questions.length };
    const more = await whileBusy(step, t('Querying docker-machine…'), knownFor(question, draft, known, shell));
    if (!more) return undefined;
    known = more;
    const reply = await showForm(formOf(question, draft, known, t), step);
    if (reply.kind === 'cancelled') return undefined;
    if (reply.kind === 'back') {
      at -= 1;
      continue;
    }
    const answer = reply.answer === browse ? await browseFor(question, draft) : reply.answer;
    // Ask again if the user chose nothing.
    if (answer === undefined) continue;
    draft = answered(draft, question, answer);
    if (question.id === 'driver') known = { ...known, options: await optionsOf(shell, answer) };
    at += 1;
  }
}

/** A location or key chosen in a dialog. */
async function browseFor(question: Question, draft: Draft): Promise<string | undefined> {
  if (question.id === 'place') return (await browseForPlace(draft.name ?? ''))?.toString();
  const files = await window.showOpenDialog({ title: t('Private SSH key for the hosts') });
  return files?.[0]?.fsPath;
}

async function knownAtFirst({ current }: Shell): Promise<Known> {
  const { snapshot } = current.clusters;
  return {
    drivers: [],
    unasked: undefined,
    options: [],
    taken: new Set(),
    clusters: snapshot.clusters.map(({ name }) => name),
    sshKeys: await sshKeysIn(homedir()),
    places: [],
  };
}

/** Data for a question: drivers from docker-machine, machines from the snapshot, locations from the workspace. */
async function knownFor(question: Question, draft: Draft, known: Known, { current }: Shell): Promise<Known> {
  switch (question.id) {
    case 'driver': {
      const { names, failure } = await current.tool.drivers();
      return { ...known, drivers: names, unasked: failure && explainFailure(failure, t).short };
    }
    case 'store':
    case 'managers':
    case 'nodes':
      return { ...known, taken: takenBeside(draft.name ?? '', current.clusters.snapshot) };
    case 'place':
      return { ...known, places: await placesFor(draft.name ?? '') };
    default:
      return known;
  }
}

async function optionsOf({ current }: Shell, driver: string | readonly string[]): Promise<readonly DriverOption[]> {
  const answer = await current.tool.driverOptions(String(driver));
  return answer.ok ? answer.value : [];
}

/** Names of machines outside this cluster. */
function takenBeside(cluster: string, snapshot: Snapshot): ReadonlySet<string> {
  const others = snapshot.machines.filter((seen) => {
    const label = machineOf(seen)?.engineLabels[clusterLabel];
    return label === undefined ? clusterOf(snapshot, seen.name)?.name !== cluster : label !== cluster;
  });
  return new Set(others.map(({ name }) => name));
}

/** The file names the variables of its secrets; a button opens the setting that fills them. */
function tellSecrets(shell: Shell, secrets: readonly string[]): void {
  if (secrets.length === 0) return;
  const variables = secrets.map(environmentOf);
  tell(
    shell,
    'info',
    t(
      'The driver needs {0}. The setting dockerOverlay.machine.environment passes it to docker-machine from VS Code’s secret storage.',
      named(variables, t),
    ),
    [{ title: t('Add to Settings'), press: () => addVariables(variables) }],
  );
}

async function addVariables(variables: readonly string[]): Promise<void> {
  const settings = workspace.getConfiguration('dockerOverlay');
  const kept = settings.inspect<Record<string, string>>('machine.environment')?.globalValue ?? {};
  const added = Object.fromEntries(variables.map((name) => [name, `\${secret:${name}}`]));
  await settings.update('machine.environment', { ...added, ...kept }, ConfigurationTarget.Global);
  await commands.executeCommand('workbench.action.openSettings', 'dockerOverlay.machine.environment');
}

const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Private SSH keys in the usual place, as absolute paths: docker-machine does not expand `~`. */
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
