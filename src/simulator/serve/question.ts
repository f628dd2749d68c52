/**
 * `simulator question fault|mend WORD …`: the question after these arguments as JSON, or `null` if they are complete. A client can
 * show it and append the chosen arguments without knowing any fault.
 */
import type { Question } from '../world/choices.ts';
import { FaultRefused } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import { brokenNow, faultNamed, faultTable } from './faultTable.ts';

/** @throws FaultRefused if the arguments are already invalid */
export function question(world: World, words: readonly string[]): Question | undefined {
  const [verb, name, ...rest] = words;
  switch (verb) {
    case 'fault':
      return name === undefined ? whatToBreak(world) : faultNamed(name).asks(world, rest);
    case 'mend':
      return name === undefined ? whatToMend(world) : undefined;
    default:
      throw new FaultRefused(`no question about ${verb ?? 'nothing'}: fault or mend`);
  }
}

/**
 * Completes a fault's arguments with the first choice of each open question.
 * @throws FaultRefused if a question has no choices
 */
export function completed(world: World, words: readonly string[]): readonly string[] {
  const open = question(world, ['fault', ...words]);
  if (!open) return words;
  const [first] = open.choices;
  if (!first) throw new FaultRefused(`there is nothing that ${words[0] ?? ''} could befall now`);
  return completed(world, [...words, ...first.words]);
}

function whatToBreak(world: World): Question {
  const possible = Object.entries(faultTable).filter(([, fault]) => fault.isPossible(world));
  return {
    title: 'What should break?',
    choices: possible.map(([name, { label, shows }]) => ({ words: [name], label, description: name, detail: shows })),
  };
}

function whatToMend(world: World): Question {
  const broken = brokenNow(world);
  const all = { words: ['all'], label: 'Fix everything', description: String(broken.length) };
  return {
    title: broken.length === 0 ? 'Nothing is broken.' : 'What should be fixed?',
    choices: [
      ...(broken.length > 1 ? [all] : []),
      ...broken.map(({ fault, words }) => ({
        words,
        label: fault.label,
        description: words.slice(1).join(' ').replace('*', 'every machine'),
      })),
    ],
  };
}
