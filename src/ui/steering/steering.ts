/** What the commands of swarms do, loaded at the first of them: the start of a window needs none of it. */
export { copyJoinCommand } from './copyJoinCommand.ts';
export { deployStack } from './deployStack.ts';
export { LogTerminal } from './logTerminal.ts';
export { meantService } from './meantService.ts';
export { rotateJoinTokens } from './rotateJoinTokens.ts';
export { steerNode } from './steerNode.ts';
export { steerService } from './steerService.ts';
