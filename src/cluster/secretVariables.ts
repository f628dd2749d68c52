/** Which secret options of a driver go to docker-machine by its environment. Pure. */
import { isSecret, knownVariable } from '../model/secretOptions.ts';
import type { MachineSpec } from '../model/spec.ts';
import type { PlanningFacts } from './comparison.ts';

type DriverSpec = MachineSpec['driver'];

/** The environment variable of each secret option that has one, by the driver's own help or, where that gave no answer, by what is known of it. */
export function secretVariables(
  { name, options }: DriverSpec,
  { variables }: Pick<PlanningFacts, 'variables'>,
): Readonly<Record<string, string>> {
  const told = variables.get(name);
  return Object.fromEntries(
    secretOptions(options).flatMap((option) => {
      const variable = told ? told.get(option) : knownVariable(option);
      // A list is one value in a variable, divided as each driver likes.
      return variable === undefined || typeof options[option] === 'object' ? [] : [[option, variable]];
    }),
  );
}

/** Secret options whose values stand in the arguments of `create`, where any user of this computer can read them. */
export function secretArguments(driver: DriverSpec, facts: Pick<PlanningFacts, 'variables'>): readonly string[] {
  const hidden = secretVariables(driver, facts);
  return secretOptions(driver.options).filter((option) => !Object.hasOwn(hidden, option));
}

function secretOptions(options: DriverSpec['options']): readonly string[] {
  return Object.entries(options).flatMap(([option, value]) =>
    isSecret(option) && typeof value !== 'boolean' && value !== '' ? [option] : [],
  );
}
