/** Assembles the user interface: settings, services, view, status bar, pages and commands. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { commands, env, workspace, type ExtensionContext, type TextDocument } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import type { Translate } from '../base/text.ts';
import type { Failure } from '../model/failure.ts';
import type { FileProblem, Problem } from '../model/fileFailure.ts';
import type { Config, Services } from '../service/services.ts';
import { Attention } from './attention.ts';
import { isClusterFile } from './clusterFileName.ts';
import { Current } from './current.ts';
import { createDiagnostics } from './diagnostics.ts';
import { DriverKnowledge } from './editor/driverKnowledge.ts';
import { readWithDrivers } from './editor/readWithDrivers.ts';
import { createFirstSteps } from './firstSteps.ts';
import { MutedClusters } from './health/mutedClusters.ts';
import { t } from './localise.ts';
import { createLog } from './log.ts';
import { ContainerLogs } from './logs/containerLogs.ts';
import { createServiceLogs } from './logs/serviceLogs.ts';
import { createDockerInfoPages } from './panels/dockerInfo.ts';
import { PlanDocuments } from './runs/planDocuments.ts';
import { createReadOnlyContext } from './readOnlyContext.ts';
import { ShownKeys } from './runs/shownKeys.ts';
import { Settings } from './settings.ts';
import type { Shell } from './shell.ts';
import type * as Views from './viewsEntry.ts';
import { window } from './surface/window.ts';
import { toolFault } from './toolPresence.ts';
import { createClustersView } from './tree/clustersView.ts';
import { Selection } from './tree/selection.ts';
import { TreeFilter } from './tree/treeFilter.ts';

/** Loads the modules of the services and creates them. */
export type MakeServices = (config: () => Config, log: Log, t: Translate) => Promise<Services>;

export function startUi(context: ExtensionContext, makeServices: MakeServices): Disposable {
  const lifetime = new Lifetime();
  const log = lifetime.add(createLog());
  const onError = (error: unknown): void => {
    log.error('a listener threw', error);
  };
  const settings = lifetime.add(new Settings(context));
  const views = loadViews();
  const make = async (): Promise<Services> => {
    await views;
    return makeServices(() => settings.config(), log, t);
  };
  const current = lifetime.add(new Current(make, onError, () => toolFault(settings.machinePath, settings.searchPath)));
  const explainProblem = async (problem: Problem): Promise<string> => (await views).explainProblem(problem, t);
  const explain = async (failure: Failure): Promise<string> => {
    const { explainFailure, sentence } = await views;
    return sentence(explainFailure(failure, t));
  };
  lifetime.add(
    settings.onDidChange(() => {
      current.rebuild();
    }),
  );
  lifetime.add(
    workspace.onDidGrantWorkspaceTrust(() => {
      current.rebuild();
    }),
  );

  const attention = lifetime.add(new Attention(window.state.focused));
  lifetime.add(
    window.onDidChangeWindowState(({ focused }) => {
      attention.setFocused(focused);
    }),
  );
  lifetime.add(
    attention.onDidChange((now) => {
      current.setAttention(now);
    }),
  );

  const pages = lifetime.add(
    createDockerInfoPages(context.extensionUri, {
      page: async (target) => {
        // Only needed when a page is open, and a seventh of the main bundle.
        const { infoPage } = await import('./panels/infoPage.ts');
        return infoPage(target, current.clusters.snapshot, t, env.language);
      },
      onDidChange: (listener) => current.onDidChange(listener),
      refresh: () => current.clusters.refresh(),
      run: async (action) => (await import('./commandsEntry.ts')).doAction(action),
      onError,
    }),
  );
  lifetime.add(
    pages.onDidChangeVisible(() => {
      attention.setSeen('dockerOverlay.dockerInfo', pages.isVisible);
    }),
  );

  const drivers = new DriverKnowledge(current.tool, () => workspace.isTrusted);
  const problemsIn = async (text: string, path: string): Promise<readonly FileProblem[]> =>
    (await readWithDrivers(current.runs, drivers, text, path)).problems;
  const diagnostics = lifetime.add(createDiagnostics(problemsIn, explainProblem, onError));
  const shell: Shell = {
    extensionUri: context.extensionUri,
    log,
    current,
    attention,
    settings,
    diagnostics,
    pages,
    serviceLogs: lifetime.add(createServiceLogs()),
    plans: lifetime.add(new PlanDocuments()),
    logs: lifetime.add(new ContainerLogs(() => current.containers, explain, onError)),
    filter: lifetime.add(new TreeFilter(onError)),
    selection: new Selection(),
    muted: new MutedClusters(context.globalState, (hasAny) => {
      void commands.executeCommand('setContext', 'dockerOverlay.hasMuted', hasAny);
    }),
    shownKeys: new ShownKeys(context.globalState),
  };
  lifetime.add(createClustersView(shell, views, onError));
  lifetime.add(createAuthoring(shell, onError));
  lifetime.add(createReadOnlyContext(settings));
  lifetime.add(createFirstSteps(shell, context.globalState, views, onError));
  lifetime.add(registerCommands(context, shell));
  showHealth(shell, views, lifetime, onError).catch(onError);
  tellBrokenRuns(shell, lifetime).catch(onError);
  return lifetime;
}

/** Loads the views bundle after other extensions: compiling it and the services is the slowest part of activation. */
async function loadViews(): Promise<typeof Views> {
  await nextTurn();
  return import('./viewsEntry.ts');
}

async function showHealth(
  shell: Shell,
  views: Promise<typeof Views>,
  lifetime: Lifetime,
  onError: (error: unknown) => void,
): Promise<void> {
  const { createHealthNotices, createStatusBar } = await views;
  lifetime.add(createStatusBar(shell));
  lifetime.add(createHealthNotices(shell, onError));
}

async function tellBrokenRuns(shell: Shell, lifetime: Lifetime): Promise<void> {
  const broken = await shell.current.runs.unfinishedRuns();
  if (broken.length > 0) await (await import('./commandsEntry.ts')).tellUnfinishedRuns(shell, lifetime);
}

/** Loads the authoring bundle when a cluster file is first opened. */
function createAuthoring(shell: Shell, onError: (error: unknown) => void): Disposable {
  const lifetime = new Lifetime();
  let isLoaded = false;
  const load = async (): Promise<void> => {
    const { createClusterFileEditor } = await import('./authoringEntry.ts');
    lifetime.add(createClusterFileEditor(shell, onError));
  };
  const see = ({ uri }: TextDocument): void => {
    if (isLoaded || uri.scheme !== 'file' || !isClusterFile(uri.path)) return;
    isLoaded = true;
    load().catch(onError);
  };
  lifetime.add(workspace.onDidOpenTextDocument(see));
  workspace.textDocuments.forEach(see);
  return lifetime;
}

/** Registers the commands in package.json. Their implementations load when the first one runs. */
function registerCommands({ extension }: ExtensionContext, shell: Shell): Disposable {
  const lifetime = new Lifetime();
  const { contributes } = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  for (const { command: id } of contributes.commands) {
    const run = async (argument: unknown, selected: unknown): Promise<unknown> => {
      const { runCommand } = await import('./commandsEntry.ts');
      return runCommand(id, shell, argument, selected);
    };
    lifetime.add(commands.registerCommand(id, run));
  }
  return lifetime;
}
