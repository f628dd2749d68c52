/** What is not needed to show anything: loaded when a person first asks for something, or there is a broken run to tell of. */
export { runCommand } from './commands/runCommand.ts';
export { tellUnfinishedRuns } from './unfinishedRuns.ts';
export { doAction } from './tell.ts';
