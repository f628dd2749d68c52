/** The choices when breaking or fixing something, each with the arguments that it adds to the command. */
export interface Question {
  readonly title: string;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly words: readonly string[];
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
